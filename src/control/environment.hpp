// What the command line stands on: where its words go, what time it is, who does the work that is not its own.
// app fills it for the process; tests fill it with what they want to see.
#pragma once

#include "control/runner.hpp"
#include "control/settings.hpp"
#include "net/http.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace control {

// As `wick replay` takes them; docs/replay.md says what each means.
struct ReplayOptions {
  std::string listen = "127.0.0.1:8100";  // host:port
  std::string venue;
  // One of these three is the market:
  std::vector<std::string> csv_files;  // "FILE" or "FILE=SYMBOL".
  std::string store;                   // A data folder.
  std::optional<std::uint64_t> synthetic_seed;
  int symbols = 100;                  // Of the synthetic market.
  std::optional<market::Time> start;  // What the exchange's clock shows at first; else what suits the market.
  double speed = 1;                   // Of the exchange's clock.
  std::string quiet;                  // "fill", "skip", or "" for what suits the market.
  std::string limit = "off";          // "off", "documented" or requests a minute.
  std::string faults;                 // "429=0.1,html", "all"; "" for none.
  std::uint64_t fault_seed = 1;
  bool gzip = false;
};

struct DemoOptions {
  std::string listen;  // Of the daemon; "" leaves the settings' own.
  std::uint64_t seed = 1;
};

// Blocking; each returns an exit code and has told its own story on the error stream.
struct Hooks {
  std::function<int(const Settings&)> run_daemon;
  std::function<int(const Settings&, const DemoOptions&)> run_demo;
  std::function<int(const Settings&, const ReplayOptions&)> run_replay;
  // The collector in this process, with the data folder locked in the name of `verb`. Code::locked, Code::no_space.
  std::function<base::Result<std::unique_ptr<JobRunner>>(const Settings&, const std::string& verb)> open_collector;
};

// One question over HTTP, blocking; errors as of net::Http. `ca_file`: authorities trusted besides the system's, or "".
using AskHttp = std::function<base::Result<net::Response>(net::Request, std::chrono::milliseconds limit,
                                                          const std::string& ca_file)>;

struct Environment {
  // Code::cancelled when the reader has gone, Code::no_space when the bytes could not be written.
  std::function<base::Done(std::string_view)> out;
  std::function<void(std::string_view)> err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 80;       // Characters in a line of the terminal.
  bool unicode = true;  // What the terminal can show.
  std::function<market::Time()> now;
  std::function<std::chrono::steady_clock::time_point()> steady;
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<int()> signal = [] { return 0; };  // SIGINT or SIGTERM once it has come; 0 before.
  std::map<std::string, std::string> variables;
  std::string version = "0.1.0";
  AskHttp ask;
  Hooks hooks;
};

}  // namespace control
