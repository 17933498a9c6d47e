// Bittrex's REST interface, version 3, as it was until the exchange closed: candles, markets, ping.
#pragma once

#include "replay/exchange.hpp"

namespace replay {

class Bittrex final : public Exchange {
 public:
  explicit Bittrex(const View& view);

  Answer answer(const Question& question, market::Time now, const Alter& alter) override;
  Budget budget() const override { return {.per_minute = 60}; }
  int weight(const Question&) const override { return 1; }
  net::Reply refuse(Refusal refusal, std::chrono::seconds wait, market::Time now) const override;

 private:
  Answer market(std::span<const std::string> path, market::Time now, const Alter& alter);
  Answer candles(std::size_t listing, std::span<const std::string> path, market::Time now, const Alter& alter);
  std::string describe(std::size_t listing) const;

  const View& view_;
  Directory directory_;
  Press press_;
  Press press_midpoint_;  // Prices without volumes.
};

}  // namespace replay
