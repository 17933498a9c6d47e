// The command `wick replay`: an exchange of candles one already has, served over HTTP on this machine.
#pragma once

#include "replay/faults.hpp"
#include "replay/stand_in.hpp"
#include "rt/clock.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace replay {

struct Settings {
  std::string venue{};  // Whose protocol: see venues().

  // Exactly one of these three:
  std::vector<std::string> csv_files{};          // "FILE" or "FILE=SYMBOL".
  std::optional<std::filesystem::path> store{};  // A data folder.
  std::optional<std::uint64_t> synthetic_seed{};
  int symbols = 100;  // Of the synthetic market.

  // What the exchange's clock shows at first. Absent: the real time, or the end of the tape where that is later.
  std::optional<market::Time> start{};
  double speed = 1;  // Of the exchange's clock.
  // Quiet minutes. Absent: a tape of files or a store is shown as it is; the synthetic market as the venue would.
  std::optional<Quiet> quiet{};
  std::string limit = "off";  // "off", "documented", or requests (weight, where the venue counts that) a minute.
  Faults faults{};
  std::uint64_t fault_seed = 1;
  std::string listen = "127.0.0.1:0";
  bool gzip = false;  // Whether answers are compressed for clients that take it.
};

struct Ready {
  std::uint16_t port = 0;
  std::size_t symbols = 0;
  market::Time now;  // By the exchange's clock.
};

// Code::usage where the settings name no tape, or several.
base::Result<std::unique_ptr<Tape>> make_tape(const Settings& settings);

// The stand-in that the settings describe, its tape loaded.
base::Result<std::unique_ptr<StandIn>> make_stand_in(const Settings& settings, std::unique_ptr<Tape> tape);

// Where the exchange's clock begins.
market::Time beginning(const Settings& settings, const Tape& tape, market::Time real_now);

// Listens, calls `ready`, and serves until cancelled. `ended` is told the counts then: the JSON of GET
// /__replay/status. Both may be empty.
rt::Task<void> serve(std::unique_ptr<Tape> tape, Settings settings, rt::Clock& clock,
                     std::function<void(const Ready&)> ready, std::function<void(const std::string&)> ended);

// The same with the tape that the settings name. Loading blocks the calling thread.
rt::Task<void> run(Settings settings, rt::Clock& clock, std::function<void(const Ready&)> ready,
                   std::function<void(const std::string&)> ended);

}  // namespace replay
