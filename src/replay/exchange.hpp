// One venue's REST protocol, seen from the server's side: a question in, an answer out, no clock and no socket. It is
// written from the venue's own documentation, never from our client.
#pragma once

#include "net/http_server.hpp"
#include "replay/press.hpp"
#include "replay/question.hpp"

#include <chrono>
#include <memory>
#include <string_view>

namespace replay {

// What the venue grants by its own documentation, per minute.
struct Budget {
  int per_minute = 0;
  int refusals_to_ban = 0;            // So many refused questions in one minute end in a ban; 0: it never bans.
  std::chrono::seconds ban_first{0};  // The length doubles with each ban …
  std::chrono::seconds ban_most{0};   // … up to this.
};

// Why a question is not answered, in words each venue has of its own.
enum class Refusal : std::uint8_t { rate_limited, banned, down };

class Exchange {
 public:
  virtual ~Exchange() = default;

  struct Answer {
    net::Reply reply;
    std::size_t rows = 0;  // Candles in it.
  };
  // Always an answer, whatever was asked. `alter` changes the candles that it shows.
  virtual Answer answer(const Question& question, market::Time now, const Alter& alter = {}) = 0;

  virtual Budget budget() const = 0;
  virtual int weight(const Question& question) const = 0;
  // Headers of every answer that tell how much of the budget is used.
  virtual void tell_used(net::Reply&, int /*used*/) const {}
  virtual net::Reply refuse(Refusal refusal, std::chrono::seconds wait, market::Time now) const = 0;
};

// The venues that there are: "binance", "bitfinex", "bittrex".
std::span<const std::string_view> venues();
// Whether the venue shows quiet minutes as flat candles.
bool fills_quiet(std::string_view venue);
// Code::usage with the names for any other. `view` must outlive it.
base::Result<std::unique_ptr<Exchange>> make_exchange(std::string_view venue, const View& view);

// The symbols of a tape under the names a venue gives them.
class Directory {
 public:
  Directory(const Tape& tape, const std::function<std::string(const Listing&)>& name_of);
  std::optional<std::size_t> find(std::string_view name) const;
  const std::string& name(std::size_t listing) const { return names_[listing]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

net::Reply json_reply(int status, std::string body);

}  // namespace replay
