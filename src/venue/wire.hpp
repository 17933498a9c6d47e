// The parts of the facts that only this room reads: what is sent, and where in an answer things stand.
#pragma once

#include "base/error.hpp"
#include "venue/facts.hpp"
#include "venue/phrase.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace venue {

// Steps from the root of a document: keys of objects or positions in arrays. Written "data.0.rows".
using Path = std::vector<std::string>;

enum class TimeUnit : std::uint8_t { ms, s, us, ns, iso };

struct Request {
  Phrase path;
  std::vector<std::pair<std::string, Phrase>> query;
  int weight = 1;
};

enum class Field : std::uint8_t {
  none,
  time,
  open,
  high,
  low,
  close,
  volume,
  quote_volume,
  trades,
  taker_base,
  taker_quote,
};

struct Column {
  Field field = Field::none;
  bool optional = false;  // May be missing or null.
  std::string key{};      // Where rows are objects; otherwise its position in the list counts.
};

// How a row is laid out.
struct Columns {
  bool keyed = false;
  TimeUnit time_unit = TimeUnit::ms;
  std::vector<Column> list;
};

// Where the list of instruments says what.
struct InstrumentColumns {
  std::string symbol, base, quote;
  std::optional<std::string> status{};
  std::optional<std::string> listed{};
  TimeUnit listed_unit = TimeUnit::ms;
};

// A list of bare names, "BTCUSD" or "DUSK:USD": how to take one apart.
struct PairNames {
  std::string prefix;     // Put before a name to make the venue's symbol.
  std::string separator;  // Between base and quote, where the name has it …
  int base_length = 3;    // … otherwise the base is so long.
};

struct Instruments {
  Request request;
  Path rows;
  std::optional<InstrumentColumns> columns{};
  std::optional<PairNames> pair{};
  std::optional<std::string> trading{};        // The status of those that trade.
  std::map<std::string, std::string> names{};  // Their currency to ours: UST is USDT.
};

struct ServerTime {
  Request request;
  Path at;
  TimeUnit unit = TimeUnit::ms;
};

// How errors are told: by a code, by words, by a value that stands somewhere.
struct Errors {
  std::optional<Path> code{};
  std::optional<Path> text{};
  std::optional<std::pair<Path, std::string>> where{};   // It is an error where this holds …
  std::optional<std::pair<Path, std::string>> unless{};  // … or where this does not.
  std::vector<std::pair<std::string, base::Code>> says;  // Words anywhere in the answer; asked before the codes.
  std::map<std::string, base::Code> means;
};

struct Facts::Wire {
  Request candles;
  std::optional<Request> recent{};  // Instead, for the calendar piece that still grows.
  Path rows;
  Columns columns;
  Instruments instruments;
  std::optional<ServerTime> time{};
  Errors errors;
  std::string elsewhere;  // An address for regions that the usual one refuses.
};

}  // namespace venue
