// Bitfinex's public REST interface, version 2: candles, configurations, platform status.
#pragma once

#include "replay/exchange.hpp"

namespace replay {

class Bitfinex final : public Exchange {
 public:
  explicit Bitfinex(const View& view);

  Answer answer(const Question& question, market::Time now, const Alter& alter) override;
  Budget budget() const override { return {30, 2, std::chrono::seconds{60}, std::chrono::seconds{60}}; }
  int weight(const Question& question) const override;
  net::Reply refuse(Refusal refusal, std::chrono::seconds wait, market::Time now) const override;

 private:
  Answer candles(const Question& question, market::Time now, const Alter& alter);
  Answer last(const Ask& ask, market::Time now, const Alter& alter);
  net::Reply configuration(std::string_view names) const;
  std::string list(std::string_view name) const;

  const View& view_;
  Directory directory_;
  Press press_;
};

// "BTCUSD" for BTC/USD, "DUSK:USD" where a currency has more than three letters, "BTCUST" for BTC/USDT.
std::string bitfinex_pair(const Listing& listing);

// ["error",10020,"limit: invalid"] with HTTP 500.
net::Reply bitfinex_error(int code, std::string_view message);

}  // namespace replay
