#include "serve/metrics.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>  // tidy: files because /proc is how the kernel tells of us
#include <unistd.h>

namespace serve {

namespace {

constexpr std::array bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0};

std::string escaped(std::string_view value) {
  std::string out;
  for (const char letter : value) {
    if (letter == '\\' || letter == '"') out += '\\';
    out += letter == '\n' ? ' ' : letter;
  }
  return out;
}

std::string_view word(Exposition::Kind kind) {
  constexpr std::array<std::string_view, 3> words = {"counter", "gauge", "histogram"};
  return words[static_cast<std::size_t>(kind)];
}

}  // namespace

void Exposition::family(std::string_view name, Kind kind, std::string_view help) {
  name_ = name;
  out_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, word(kind));
}

void Exposition::sample(double value, const Labels& labels, std::string_view suffix) {
  out_ += name_;
  out_ += suffix;
  char before = '{';
  for (const auto& [label, text] : labels) {
    out_ += fmt::format("{}{}=\"{}\"", before, label, escaped(text));
    before = ',';
  }
  if (!labels.empty()) out_ += '}';
  out_ += fmt::format(" {}\n", value);
}

void Metrics::answered(const std::string& route, const std::string& method, int status, std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - bounds.begin());
  ++requests_[{route, method, std::to_string(status)}];
  auto& durations = durations_[route];
  ++durations.buckets[bucket];
  durations.sum_seconds += seconds;
}

void Metrics::ingested(const std::string& source, const std::string& timeframe, std::int64_t candles) {
  ingested_[{source, timeframe}] += candles;
}

void Metrics::write(Exposition& out) const {
  out.family("wick_ingested_total", Exposition::Kind::counter, "Candles written durably.");
  for (const auto& [key, candles] : ingested_) {
    out.sample(static_cast<double>(candles), {{"source", key.first}, {"timeframe", key.second}, {"via", "rest"}});
  }
  out.family("wick_api_requests_total", Exposition::Kind::counter, "Requests answered.");
  for (const auto& [key, answers] : requests_) {
    out.sample(static_cast<double>(answers), {{"route", key[0]}, {"method", key[1]}, {"code", key[2]}});
  }
  out.family("wick_api_request_duration_seconds", Exposition::Kind::histogram,
             "Time until the head of an answer was ready.");
  for (const auto& [route, durations] : durations_) {
    std::uint64_t total = 0;
    for (std::size_t index = 0; index <= bounds.size(); ++index) {
      total += durations.buckets[index];
      const auto bound = index < bounds.size() ? fmt::format("{}", bounds[index]) : std::string{"+Inf"};
      out.sample(static_cast<double>(total), {{"route", route}, {"le", bound}}, "_bucket");
    }
    out.sample(durations.sum_seconds, {{"route", route}}, "_sum");
    out.sample(static_cast<double>(total), {{"route", route}}, "_count");
  }
}

void write_process(Exposition& out) {
  using enum Exposition::Kind;
  timespec used{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) {  // tidy: clock because this is work done, not time
    out.family("process_cpu_seconds_total", counter, "Processor time used.");
    out.sample(static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9);
  }
  std::uint64_t virtual_pages = 0;
  std::uint64_t resident_pages = 0;
  if (std::ifstream{"/proc/self/statm"} >> virtual_pages >> resident_pages) {
    const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
    out.family("process_virtual_memory_bytes", gauge, "Address space.");
    out.sample(static_cast<double>(virtual_pages) * page);
    out.family("process_resident_memory_bytes", gauge, "Memory in use.");
    out.sample(static_cast<double>(resident_pages) * page);
  }
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return;
  out.family("process_open_fds", gauge, "Open files and sockets.");
  out.sample(static_cast<double>(std::distance(begin(files), end(files))));
}

}  // namespace serve
