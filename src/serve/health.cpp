#include "serve/health.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace serve {

namespace {

using Kind = Exposition::Kind;

void write_about(Exposition& out, const About& about) {
  out.family("wick_build_info", Kind::gauge, "Version and revision of the program.");
  out.sample(1, {{"version", about.version}, {"revision", about.revision}});
  out.family("wick_start_time_seconds", Kind::gauge, "When the process began.");
  out.sample(static_cast<double>(market::ms_of(about.started)) / 1000);
  out.family("process_start_time_seconds", Kind::gauge, "When the process began.");
  out.sample(static_cast<double>(market::ms_of(about.started)) / 1000);
}

void write_sources(Exposition& out, const std::vector<collect::SourceView>& sources) {
  out.family("wick_source_connected", Kind::gauge, "Whether the exchange answers.");
  for (const auto& source : sources) {
    const bool answers = source.state == "ok" || source.state == "waiting";
    out.sample(answers ? 1 : 0, {{"source", source.id}});
  }
  out.family("wick_rate_limit_used_ratio", Kind::gauge, "Share of the request budget that is used.");
  for (const auto& source : sources) out.sample(source.budget_used, {{"source", source.id}});
}

void write_store(Exposition& out, const StoreFigures& figures) {
  const auto each = [&](std::string_view name, std::string_view help, std::string_view label, auto figure) {
    out.family(name, Kind::gauge, help);
    for (const auto& venue : figures.venues)
      out.sample(static_cast<double>(figure(venue)), {{std::string{label}, venue.id}});
  };
  using OfVenue = StoreFigures::OfVenue;
  each("wick_series", "Series that are stored.", "source", [](const OfVenue& venue) { return venue.series; });
  each("wick_gaps", "Spans that are wanted and not known.", "source", [](const OfVenue& venue) { return venue.gaps; });
  each("wick_gap_missing_candles", "Slots that are wanted and not known.", "source",
       [](const OfVenue& venue) { return venue.missing; });
  each("wick_store_bytes", "Size of the file of an exchange.", "kind",
       [](const OfVenue& venue) { return venue.bytes; });
  out.family("wick_store_free_bytes", Kind::gauge, "Free space where the data is.");
  out.sample(static_cast<double>(figures.free_bytes));
}

base::Result<StoreFigures::OfVenue> figures_of(Shelf& shelf, const std::string& id) {
  StoreFigures::OfVenue figures{.id = id};
  TRY(const auto* reader, shelf.reader(id));
  TRY(const auto series, reader->series());
  for (const auto& info : series) {
    ++figures.series;
    if (!info.wanted) continue;
    TRY(const auto gaps, reader->gaps(info.id, *info.wanted));
    for (const auto& gap : gaps) {
      ++figures.gaps;
      figures.missing += info.series.timeframe.slots_in(gap.span);
    }
  }
  std::error_code error;
  const auto bytes = std::filesystem::file_size(shelf.folder() / (id + ".wick"), error);
  if (!error) figures.bytes = bytes;
  return figures;
}

}  // namespace

std::vector<Check> check_store(Shelf& shelf) {
  std::vector<Check> checks;
  const bool writable = access(shelf.folder().c_str(), W_OK) == 0;
  checks.push_back({"data folder", writable ? "" : shelf.folder().string() + " cannot be written"});
  std::error_code error;
  const auto space = std::filesystem::space(shelf.folder(), error);
  const bool full = error || space.available < (64U << 20U);
  checks.push_back({"space", full ? "less than 64 MiB are free in " + shelf.folder().string() : ""});
  const auto open = shelf.open_all();
  checks.push_back({"store", open ? "" : open.error().what});
  return checks;
}

net::Reply health_reply(std::span<const Check> checks, bool verbose) {
  net::Reply reply;
  reply.headers.set("Content-Type", "text/plain; charset=utf-8");
  reply.headers.set("Cache-Control", "no-store");
  std::string lines;
  for (const auto& check : checks) {
    const bool well = check.trouble.empty();
    if (!well) reply.status = 503;
    if (!well || verbose)
      lines += fmt::format("[{}]{} {}\n", well ? '+' : '-', check.name, well ? "ok" : check.trouble);
  }
  reply.body = lines + (reply.status == 200 ? "ok\n" : "not ready\n");
  return reply;
}

base::Result<StoreFigures> store_figures(Shelf& shelf) {
  StoreFigures figures;
  TRY(const auto venues, shelf.venues());
  for (const auto& id : venues) {
    TRY(auto of_venue, figures_of(shelf, id));
    figures.venues.push_back(std::move(of_venue));
  }
  std::error_code error;
  const auto space = std::filesystem::space(shelf.folder(), error);
  if (!error) figures.free_bytes = space.available;
  return figures;
}

std::string metrics_text(const About& about, const Metrics& metrics, const StoreFigures& figures, const Work& work) {
  Exposition out;
  write_about(out, about);
  write_sources(out, work.sources());
  write_store(out, figures);
  if (work.asked) {
    out.family("wick_http_client_requests_total", Kind::counter, "Requests to exchanges.");
    out.sample(static_cast<double>(work.asked().requests));
    out.family("wick_source_received_bytes_total", Kind::counter, "Bytes received from exchanges.");
    out.sample(static_cast<double>(work.asked().bytes_in));
  }
  metrics.write(out);
  write_process(out);
  return std::move(out).text();
}

}  // namespace serve
