// The other side of the wire as part of this process: `wick replay`, and the exchange behind the demo.
#pragma once

#include "control/environment.hpp"
#include "replay/replay.hpp"
#include "rt/clock.hpp"
#include "rt/scope.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace app {

// Blocks until SIGINT or SIGTERM; an exit code.
int run_replay(const control::ReplayOptions& options, const control::Environment& environment);

// A stand-in exchange on a thread of its own, for as long as this lives.
class StandInThread {
 public:
  static base::Result<std::unique_ptr<StandInThread>> start(replay::Settings settings);
  StandInThread() = default;
  StandInThread(const StandInThread&) = delete;
  StandInThread& operator=(const StandInThread&) = delete;
  ~StandInThread();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  boost::asio::io_context io_{1};
  rt::SystemClock clock_;
  rt::Scope scope_{io_.get_executor()};
  std::uint16_t port_ = 0;
  std::jthread thread_;  // tidy: threads because it answers while the collector waits, as another program would
};

}  // namespace app
