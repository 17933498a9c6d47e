// What the tests of this room share: tapes written by hand and questions put to an exchange.
#pragma once

#include "replay/csv.hpp"
#include "replay/exchange.hpp"
#include "replay/memory_tape.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace replay::testing {

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t start_ms = 1'704'067'200'000;  // 2024-01-01T00:00:00Z

inline market::Time minute(std::int64_t number) {
  return market::time_from_ms(start_ms + number * minute_ms);
}

// Minutes 0 … count-1 of 2024, all different and O, H, L, C in no order; those in `absent` left out.
inline market::Candles some_minutes(int count, std::initializer_list<int> absent = {}) {
  std::string text;
  for (int at = 0; at < count; ++at) {
    if (std::ranges::find(absent, at) != absent.end()) continue;
    text += fmt::format("{},{}.10,{}.90,{}.00,{}.50,{}.250,{}.75,{}\n", start_ms + at * minute_ms, 100 + at, 100 + at,
                        100 + at, 100 + at, 10 + at, 1000 + at, 5 + at);
  }
  auto read = read_csv(text, "some");
  EXPECT_TRUE(read.has_value());
  return read.value_or(market::Candles{});
}

// A tape of BTC/USDT, and an exchange that shows it.
struct Venue {
  MemoryTape tape;
  View view;
  std::unique_ptr<Exchange> exchange;
  market::Time now;

  Venue(std::string_view venue, market::Candles candles, market::Time at, Quiet quiet = Quiet::absent)
      : tape{taped(std::move(candles))}, view{tape, quiet}, now{at} {
    exchange = make_exchange(venue, view).value();
  }

  Exchange::Answer ask(std::string url, std::string method = "GET", net::Headers headers = {}) {
    const auto question = take_apart({std::move(method), std::move(url), std::move(headers), {}});
    EXPECT_TRUE(question.has_value());
    return exchange->answer(*question, now, {});
  }
  std::string body(std::string url) { return ask(std::move(url)).reply.body; }
  int status(std::string url) { return ask(std::move(url)).reply.status; }

 private:
  static MemoryTape taped(market::Candles candles) {
    MemoryTape made;
    EXPECT_TRUE(made.add("BTC/USDT", market::m1, std::move(candles)).has_value());
    return made;
  }
};

// The first number of each row: "[[1,…],[2,…]]" is {1, 2}.
inline std::vector<std::int64_t> opens(std::string_view body) {
  std::vector<std::int64_t> found;
  for (auto at = body.find('['); at != std::string_view::npos; at = body.find('[', at + 1)) {
    const auto number = body.substr(at + 1, 13);
    if (const auto value = integer(number)) found.push_back((*value - start_ms) / minute_ms);
  }
  return found;
}

}  // namespace replay::testing
