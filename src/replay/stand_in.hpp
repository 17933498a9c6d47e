// A whole exchange on one address: its protocol, its request limit, the faults on command, and a few questions of our
// own under /__replay/. No clock and no socket: the moment comes with the question.
#pragma once

#include "replay/gate.hpp"
#include "replay/mischief.hpp"

#include <map>

namespace replay {

// When a question arrives: by the clock the exchange shows, and by the real one.
struct Moment {
  market::Time now;
  Gate::Uptime uptime;
};

struct StandInSettings {
  std::string venue;
  std::optional<Quiet> quiet{};    // Absent: the tape as it is.
  std::optional<Budget> budget{};  // Absent: no limit, only counting.
  Faults faults{};
  std::uint64_t fault_seed = 1;
};

class StandIn {
 public:
  // Code::usage for a venue that nobody speaks as.
  static base::Result<std::unique_ptr<StandIn>> make(std::unique_ptr<Tape> tape, StandInSettings settings);
  StandIn(std::unique_ptr<Tape> tape, StandInSettings settings);
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  struct Outcome {
    net::Reply reply;
    std::chrono::milliseconds late{0};  // To be waited before it is sent.
  };
  Outcome answer(const net::Request& request, Moment at);

  // What GET /__replay/status answers: JSON with the questions, rows, statuses and faults so far.
  std::string status(market::Time now) const;

 private:
  Outcome ask(const Question& question, const std::string& key, Moment at);
  Outcome own(const Question& question, const net::Request& request, market::Time now);
  net::Reply change_faults(const std::string& text);
  std::string revisions() const;

  StandInSettings settings_;
  std::unique_ptr<Tape> tape_;
  View view_;
  std::unique_ptr<Exchange> exchange_;
  Gate gate_;
  Mischief mischief_;
  std::uint64_t questions_ = 0;
  std::uint64_t rows_ = 0;
  std::map<int, std::uint64_t> statuses_;
};

}  // namespace replay
