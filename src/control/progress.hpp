// Shows a job while it runs: a picture that is drawn anew on a terminal, a line every ten seconds elsewhere, JSON lines
// for programs.
#pragma once

#include "collect/job.hpp"
#include "control/context.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace control {

class Progress {
 public:
  explicit Progress(Context& context);

  void begin(const collect::JobView& job);
  void seen(const collect::JobView& job);
  // The last picture stays.
  void end(const collect::JobView& job);

 private:
  enum class Way : std::uint8_t { picture, lines, json, silent };

  void draw(const collect::JobView& job);
  bool due(std::chrono::milliseconds every);

  Context& context_;
  Way way_;
  std::size_t lines_drawn_ = 0;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

// "job 7f31  61%  27 231/44 640 slots  412 rows/s  eta 0:00:42"
std::string progress_line(const collect::JobView& job);
// That line and a gauge for each of up to ten series, unfinished ones first, each at most `width` characters.
std::vector<std::string> progress_picture(const collect::JobView& job, int width);

}  // namespace control
