#include "replay/files.hpp"
#include "replay/replay.hpp"
#include "replay/store_tape.hpp"
#include "replay/synthetic.hpp"

#include <fmt/format.h>

namespace replay {

using base::Code;
using base::Result;

namespace {

base::Done check(const Settings& settings) {
  const int tapes = (settings.csv_files.empty() ? 0 : 1) + (settings.store ? 1 : 0) + (settings.synthetic_seed ? 1 : 0);
  if (tapes != 1) {
    return base::fail(Code::usage, "replay wants one thing to play: --csv FILE…, --store FOLDER or --synthetic SEED");
  }
  if (settings.symbols < 1 || settings.symbols > 100'000) {
    return base::fail(Code::usage, fmt::format("{} symbols: expected 1 to 100000", settings.symbols));
  }
  if (settings.speed >= 0 && settings.speed <= 100'000) return {};
  return base::fail(Code::usage, fmt::format("speed {}: expected 0 (the clock stands) to 100000", settings.speed));
}

}  // namespace

Result<std::unique_ptr<Tape>> make_tape(const Settings& settings) {
  CHECK(check(settings));
  if (settings.synthetic_seed) return std::make_unique<SyntheticTape>(*settings.synthetic_seed, settings.symbols);
  if (settings.store) return StoreTape::open(*settings.store, settings.venue);
  return read_files(settings.csv_files);
}

rt::Task<void> run(Settings settings, rt::Clock& clock, std::function<void(const Ready&)> ready,
                   std::function<void(const std::string&)> ended) {
  CO_TRY(auto tape, make_tape(settings));
  co_return co_await serve(std::move(tape), std::move(settings), clock, std::move(ready), std::move(ended));
}

}  // namespace replay
