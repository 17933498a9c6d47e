#include "replay/exchange.hpp"

#include "base/text.hpp"
#include "replay/binance.hpp"
#include "replay/bitfinex.hpp"
#include "replay/bittrex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace replay {

namespace {

template <class Venue>
std::unique_ptr<Exchange> made(const View& view) {
  return std::make_unique<Venue>(view);
}

struct Entry {
  std::string_view venue;
  bool fills_quiet;
  std::unique_ptr<Exchange> (*make)(const View&);
};

constexpr std::array<Entry, 3> entries = {{
    {"binance", true, made<Binance>},
    {"bitfinex", false, made<Bitfinex>},
    {"bittrex", true, made<Bittrex>},
}};

constexpr auto names = [] {
  std::array<std::string_view, entries.size()> all{};
  for (std::size_t at = 0; at < all.size(); ++at) all[at] = entries[at].venue;
  return all;
}();

}  // namespace

std::span<const std::string_view> venues() {
  return names;
}

bool fills_quiet(std::string_view venue) {
  const auto entry = std::ranges::find(entries, venue, &Entry::venue);
  return entry != entries.end() && entry->fills_quiet;
}

base::Result<std::unique_ptr<Exchange>> make_exchange(std::string_view venue, const View& view) {
  const auto entry = std::ranges::find(entries, venue, &Entry::venue);
  if (entry != entries.end()) return entry->make(view);
  const std::vector<std::string> known(names.begin(), names.end());
  return base::fail(base::Code::usage, fmt::format("replay does not know '{}'{}; it speaks as {}", venue,
                                                   base::did_you_mean(venue, known), base::join(known, ", ")));
}

Directory::Directory(const Tape& tape, const std::function<std::string(const Listing&)>& name_of) {
  for (const auto& listing : tape.listings()) {
    places_.emplace(name_of(listing), names_.size());
    names_.push_back(name_of(listing));
  }
}

std::optional<std::size_t> Directory::find(std::string_view name) const {
  const auto found = places_.find(name);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

net::Reply json_reply(int status, std::string body) {
  net::Reply reply;
  reply.status = status;
  reply.headers.set("Content-Type", "application/json;charset=UTF-8");
  reply.body = std::move(body);
  return reply;
}

}  // namespace replay
