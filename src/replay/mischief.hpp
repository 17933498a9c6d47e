// Decides, by a seeded dice, what goes wrong with each answer, and does it.
#pragma once

#include "replay/dice.hpp"
#include "replay/exchange.hpp"
#include "replay/faults.hpp"

#include <bitset>
#include <unordered_set>

namespace replay {

class Mischief {
 public:
  // The same faults, seed and questions give the same answers. `view` is where revisions go.
  Mischief(Faults faults, std::uint64_t seed, View& view) : faults_{faults}, dice_{seed}, view_{view} {}

  using Plan = std::bitset<fault_kinds>;
  // What is to befall the next answer.
  Plan plan();

  // The changes of rows that are planned; empty where there are none. `key` is the question, to tell a repeated one.
  Alter alter(const Plan& plan, std::string key, market::Time now);

  // An answer that stands in the place of the exchange's own; nullopt where none is planned. A refusal that lasts is
  // told in `shuts`.
  struct Instead {
    net::Reply reply;
    std::optional<Refusal> shuts{};
    std::chrono::seconds wait{0};
  };
  std::optional<Instead> instead(const Plan& plan, const Exchange& exchange, market::Time now);

  // What is planned for the body and the connection. Returns how long the answer is late.
  std::chrono::milliseconds spoil(const Plan& plan, net::Reply& reply);

  const Faults& faults() const { return faults_; }
  std::uint64_t count(Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }
  // Other faults from now on.
  void change(Faults faults) { faults_ = faults; }

 private:
  void add_open(const Ask& ask, market::Candles& candles, market::Time now);
  void revise(const Ask& ask, market::Candles& candles, market::Time now);
  void leave_hole(const std::string& key, market::Candles& candles);
  void duplicate(market::Candles& candles);
  void reorder(market::Candles& candles);
  net::Reply down(const Exchange& exchange, market::Time now);
  void note(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }

  Faults faults_;
  Dice dice_;
  View& view_;
  std::unordered_set<std::string> holed_;  // Questions whose answer had a hole once.
  std::array<std::uint64_t, fault_kinds> counts_{};
};

}  // namespace replay
