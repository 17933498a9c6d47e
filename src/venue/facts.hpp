// What an exchange is to us: a table of facts, read from venues/<id>.yaml. It holds no socket, no clock and no state;
// src/feed owns those. docs/formats/venue-facts.md describes the file.
#pragma once

#include "base/result.hpp"
#include "market/series.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venue {

// What a slot without trades looks like in an answer (protocols/PITFALLS.md 5).
enum class Quiet : std::uint8_t {
  filled,  // A flat candle with volume 0. A missing row means that the venue was down.
  absent,  // No row. A missing row means no trades (or an outage; the venue does not tell them apart).
};

// Which end of a window a page is cut at when it holds more rows than `rows`.
enum class Cut : std::uint8_t {
  keeps_oldest,  // Rows from the start of the window on: page forward.
  keeps_newest,  // Rows up to the end of the window: page backward.
};

struct Paging {
  int rows = 0;  // Most rows in one answer.
  Cut cut = Cut::keeps_oldest;
  bool until_included = true;  // Whether a candle that opens at the end of the window is part of the answer.
  // Venues that serve whole calendar pieces (Bittrex: a day, a month or a year by path) instead of windows: the piece
  // that one answer about candles of a timeframe holds. A year is 12M.
  std::vector<std::pair<market::Timeframe, market::Timeframe>> pieces{};

  std::optional<market::Timeframe> piece_of(const market::Timeframe& timeframe) const;
};

struct Limit {
  int requests = 0;  // Within any stretch of `per`. Weight, where requests differ in it. 0: no limit.
  std::chrono::milliseconds per{0};
  int burst = 0;                // So many at once, then evenly. 0: all of them.
  std::string weight_header{};  // "x-mbx-used-weight-1m"
};

// One exchange. The parts that phrase and read (templates, columns) are private to the room: see ask.hpp and read.hpp.
struct Facts {
  std::string id;    // Ours; lower case, never changes: it names files on disk.
  std::string name;  // Theirs, for people.
  std::string docs;  // The page these facts were read from, and `read_on` the date of reading.
  std::string read_on;
  std::string rest;    // Base address; `venues.<id>.rest` replaces it.
  std::string stream;  // "" where it has none; `venues.<id>.stream` replaces it.
  std::optional<std::string>
      closed{};  // Why it may not be asked at its own address: "Bittrex closed in December 2023 …".
  std::vector<std::pair<market::Timeframe, std::string>> timeframes;  // With the code each has there.
  Paging paging;
  Quiet quiet = Quiet::filled;
  Limit limit;
  int candles_weight = 1;
  std::optional<std::chrono::milliseconds> depth{};  // How far back the venue answers at all, where that is limited.
  std::string volume_unit = "base";

  struct Wire;  // Templates and columns.
  std::shared_ptr<const Wire> wire;

  std::optional<std::string> code_of(const market::Timeframe& timeframe) const;
};

// Reads one file of facts. Code::usage with file:line:column for what is wrong: an unknown key (with the nearest), a
// code that does not mean its timeframe, a column twice.
base::Result<Facts> parse_facts(std::string_view yaml, std::string_view file_name);

// All exchanges that are known: those embedded in the binary, each replaced by a file of the same name in the user's
// folder, and those that are only there.
class Registry {
 public:
  // `overrides`: name and text of each file that the user has.
  static base::Result<Registry> load(const std::vector<std::pair<std::string, std::string>>& overrides);
  // Code::usage "no exchange 'binanse', did you mean 'binance'?" where there is none.
  base::Result<const Facts*> find(std::string_view id) const;
  const std::map<std::string, Facts, std::less<>>& all() const { return all_; }
  // Replaces an address, as the settings venues.<id>.rest and .stream do. That also lifts `closed`.
  base::Done set_rest(std::string_view id, std::string url);
  base::Done set_stream(std::string_view id, std::string url);

 private:
  std::map<std::string, Facts, std::less<>> all_;
};

}  // namespace venue
