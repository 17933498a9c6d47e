#include "control/progress.hpp"

#include "control/job_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t series_shown = 10;
constexpr int gauge_width = 30;

int percent(std::int64_t done, std::int64_t total) {
  return total <= 0 ? 100 : static_cast<int>(std::min<std::int64_t>(done, total) * 100 / total);
}

std::string gauge(std::int64_t done, std::int64_t total, int width) {
  const auto full = static_cast<std::size_t>(percent(done, total) * width / 100);
  return "[" + std::string(full, '#') + std::string(static_cast<std::size_t>(width) - full, '.') + "]";
}

std::string eta_text(std::chrono::seconds eta) {
  const auto count = eta.count();
  return fmt::format("{}:{:02}:{:02}", count / 3600, count / 60 % 60, count % 60);
}

std::string name_of(const collect::SeriesView& view) {
  return view.series.symbol + "@" + view.series.timeframe.text();
}

// At most `width` characters, never within one.
std::string cut(std::string text, int width) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U) continue;
    if (characters++ == static_cast<std::size_t>(std::max(width, 1))) {
      text.resize(i);
      break;
    }
  }
  return text;
}

std::string series_line(const collect::SeriesView& view, std::size_t name_width, int width) {
  const int gauge_room = std::clamp(width - static_cast<int>(name_width) - 40, 6, gauge_width);
  auto line = fmt::format(
      "{:<{}}  {}  {:>3}%  {}/{}", name_of(view), name_width, gauge(view.slots_done, view.slots_total, gauge_room),
      percent(view.slots_done, view.slots_total), grouped(view.slots_done), grouped(view.slots_total));
  if (!view.error.empty()) {
    line += "  " + view.error;
  } else if (!view.note.empty()) {
    line += "  " + view.note;
  }
  return cut(line, width);
}

bool dumb(const Environment& environment) {
  const auto terminal = environment.variables.find("TERM");
  return terminal != environment.variables.end() && terminal->second == "dumb";
}

}  // namespace

std::string progress_line(const collect::JobView& job) {
  auto line = fmt::format("job {}  {}%  {}/{} slots", job.id, percent(job.slots_done, job.slots_total),
                          grouped(job.slots_done), grouped(job.slots_total));
  if (job.rows_per_second >= 0.5)
    line += fmt::format("  {} rows/s", grouped(static_cast<std::int64_t>(job.rows_per_second + 0.5)));
  if (job.eta) line += "  eta " + eta_text(*job.eta);
  if (!job.note.empty()) line += "  " + job.note;
  return line;
}

std::vector<std::string> progress_picture(const collect::JobView& job, int width) {
  std::vector<const collect::SeriesView*> shown;
  for (const bool open : {true, false}) {
    for (const auto& view : job.series) {
      if ((view.slots_done < view.slots_total) == open) shown.push_back(&view);
    }
  }
  const auto left_out = shown.size() - std::min(shown.size(), series_shown);
  shown.resize(shown.size() - left_out);
  std::size_t name_width = 0;
  for (const auto* view : shown) name_width = std::max(name_width, name_of(*view).size());
  std::vector<std::string> lines = {cut(progress_line(job), width)};
  for (const auto* view : shown) lines.push_back(series_line(*view, name_width, width));
  if (left_out > 0) lines.push_back(fmt::format("and {} more series", left_out));
  return lines;
}

Progress::Progress(Context& context) : context_{context}, way_{Way::lines} {
  const auto& environment = context.environment();
  if (context.json()) {
    way_ = Way::json;
  } else if (context.quiet()) {
    way_ = Way::silent;
  } else if (environment.err_is_terminal && !dumb(environment)) {
    way_ = Way::picture;
  }
}

bool Progress::due(std::chrono::milliseconds every) {
  const auto now = context_.environment().steady();
  if (last_ && now - *last_ < every) return false;
  last_ = now;
  return true;
}

void Progress::draw(const collect::JobView& job) {
  std::string out;
  if (lines_drawn_ > 0) out = fmt::format("\x1b[{}A", lines_drawn_);
  // The last column is left free: some terminals wrap a line that fills it.
  const auto lines = progress_picture(job, context_.environment().width - 1);
  for (const auto& line : lines) out += "\r\x1b[2K" + line + "\n";
  if (lines.size() < lines_drawn_) out += "\x1b[J";
  lines_drawn_ = lines.size();
  context_.environment().err(out);
}

void Progress::begin(const collect::JobView& job) {
  if (way_ == Way::lines) {
    context_.environment().err(fmt::format("job {}  {}  {} series  {} slots\n", job.id, job.title, job.series.size(),
                                           grouped(job.slots_total)));
    due(0ms);
  }
  if (way_ == Way::picture && !job.title.empty()) context_.environment().err(job.title + "\n");
}

void Progress::seen(const collect::JobView& job) {
  auto& environment = context_.environment();
  if (way_ == Way::picture && due(100ms)) draw(job);
  if (way_ == Way::lines && due(10s)) environment.err(progress_line(job) + "\n");
  if (way_ == Way::json && due(1s)) {
    // A reader that has gone is noticed with the summary; the work goes on.
    static_cast<void>(environment.out(fmt::format("{{\"type\":\"progress\",\"job\":{}}}\n", job_json(job))));
  }
}

void Progress::end(const collect::JobView& job) {
  if (way_ == Way::picture) draw(job);
}

}  // namespace control
