#include "control/setting_feeds.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace control {

using base::Code;

namespace {

const std::array<std::string, 5> feed_keys = {"venue", "symbols", "timeframes", "since", "live"};

auto wrong(const YAML::Node& node, const std::string& file, const std::string& what) {
  return base::fail(Code::usage, fmt::format("{}: {}", place_of(node, file), what));
}

// A list of texts, or one text with commas: "BTC/USDT,ETH/USDT".
base::Result<std::vector<std::string>> texts(const YAML::Node& node, const std::string& file, std::string_view key) {
  if (node.IsScalar()) return base::split(node.Scalar(), ',');
  std::vector<std::string> all;
  const auto expected = fmt::format("expected '{0}' to be a list, such as {0}: [{1}]", key,
                                    key == "symbols" ? "BTC/USDT, ETH/USDT" : "1m, 1h");
  if (!node.IsSequence()) return wrong(node, file, expected);
  for (const auto& item : node) {
    if (!item.IsScalar() || item.Scalar().empty()) return wrong(item, file, expected);
    all.push_back(item.Scalar());
  }
  return all;
}

base::Done read_timeframes(const YAML::Node& node, const std::string& file, collect::Feed& feed) {
  TRY(const auto words, texts(node, file, "timeframes"));
  feed.timeframes.clear();
  for (const auto& word : words) {
    const auto timeframe = market::Timeframe::parse(word);
    if (!timeframe) return wrong(node, file, timeframe.error().what);
    feed.timeframes.push_back(*timeframe);
  }
  return {};
}

base::Done read_since(const YAML::Node& node, const std::string& file, market::Time now, collect::Feed& feed) {
  if (node.IsNull()) return {};
  if (!node.IsScalar()) return wrong(node, file, "expected 'since' to be a time, such as 2024-01-01 or now-30d");
  const auto since = market::parse_time(node.Scalar(), now);
  if (!since) return wrong(node, file, "'since': " + since.error().what);
  feed.since = *since;
  return {};
}

base::Done read_live(const YAML::Node& node, const std::string& file, collect::Feed& feed) {
  const auto word = node.IsScalar() ? base::lower(node.Scalar()) : std::string();
  const bool yes = word == "true" || word == "yes" || word == "on";
  const bool no = word == "false" || word == "no" || word == "off";
  if (!yes && !no) return wrong(node, file, "expected 'live' to be true or false");
  feed.live = yes;
  return {};
}

base::Done read_entry(const std::string& key, const YAML::Node& value, const std::string& file, market::Time now,
                      collect::Feed& feed) {
  if (key == "timeframes") return read_timeframes(value, file, feed);
  if (key == "since") return read_since(value, file, now, feed);
  if (key == "live") return read_live(value, file, feed);
  if (key == "symbols") {
    TRY(feed.symbols, texts(value, file, "symbols"));
    return {};
  }
  if (!value.IsScalar()) return wrong(value, file, "expected 'venue' to be the id of an exchange, such as binance");
  feed.venue = base::lower(value.Scalar());
  return {};
}

base::Result<collect::Feed> read_feed(const YAML::Node& node, const std::string& file, market::Time now) {
  if (!node.IsMap()) {
    return wrong(node, file, "expected a feed, such as {venue: binance, symbols: [BTC/USDT], timeframes: [1m]}");
  }
  collect::Feed feed;
  feed.timeframes = {market::m1};
  std::vector<std::string> seen;
  for (const auto& entry : node) {
    const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
    if (std::ranges::find(feed_keys, key) == feed_keys.end()) {
      return wrong(entry.first, file,
                   fmt::format("a feed has no '{}'{}; it has venue, symbols, timeframes, since and live",
                               base::printable(key, 40), base::did_you_mean(key, feed_keys)));
    }
    if (std::ranges::find(seen, key) != seen.end())
      return wrong(entry.first, file, fmt::format("'{}' is given twice", key));
    seen.push_back(key);
    CHECK(read_entry(key, entry.second, file, now, feed));
  }
  if (feed.venue.empty()) return wrong(node, file, "a feed needs 'venue', the id of an exchange, such as binance");
  if (feed.symbols.empty()) return wrong(node, file, "a feed needs 'symbols', such as [BTC/USDT] or ['*/USDT']");
  if (feed.timeframes.empty()) return wrong(node, file, "'timeframes' is empty; expected some, such as [1m]");
  return feed;
}

}  // namespace

base::Result<std::vector<collect::Feed>> read_feeds(const Assignment& feeds, market::Time now) {
  std::vector<collect::Feed> all;
  if (feeds.value.IsNull()) return all;
  if (!feeds.value.IsSequence()) {
    return base::fail(Code::usage, fmt::format("{}: expected 'feeds' to be a list, such as [{{venue: binance, symbols: "
                                               "[BTC/USDT], timeframes: [1m]}}]",
                                               feeds.from));
  }
  for (const auto& node : feeds.value) {
    TRY(auto feed, read_feed(node, feeds.file, now));
    all.push_back(std::move(feed));
  }
  return all;
}

std::string text(const collect::Feed& feed) {
  std::vector<std::string> timeframes;
  for (const auto& timeframe : feed.timeframes) timeframes.push_back(timeframe.text());
  auto out = fmt::format("{} {} {}", feed.venue, base::join(feed.symbols, ","), base::join(timeframes, ","));
  if (feed.since) out += " since " + market::rfc3339(*feed.since);
  return out + (feed.live ? " live" : "");
}

}  // namespace control
