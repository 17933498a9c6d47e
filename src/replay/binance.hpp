// Binance's spot REST interface: klines, exchangeInfo, time, ping.
#pragma once

#include "replay/exchange.hpp"

namespace replay {

class Binance final : public Exchange {
 public:
  explicit Binance(const View& view);

  Answer answer(const Question& question, market::Time now, const Alter& alter) override;
  Budget budget() const override { return {6000, 20, std::chrono::minutes{2}, std::chrono::days{3}}; }
  int weight(const Question& question) const override;
  void tell_used(net::Reply& reply, int used) const override;
  net::Reply refuse(Refusal refusal, std::chrono::seconds wait, market::Time now) const override;

 private:
  Answer klines(const Question& question, market::Time now, const Alter& alter);
  net::Reply exchange_info(const Question& question, market::Time now) const;

  const View& view_;
  Directory directory_;
  Press press_;
  Press press_us_;  // With times in microseconds.
};

// One entry of exchangeInfo's `symbols`.
std::string binance_symbol(const Listing& listing, std::string_view name, bool trading);

// {"code":-1121,"msg":"Invalid symbol."} with HTTP 400.
net::Reply binance_error(int code, std::string_view message, int status = 400);

}  // namespace replay
