#include "base/text.hpp"
#include "venue/codes.hpp"
#include "venue/facts.hpp"
#include "venue/wire.hpp"
#include "venue/yaml_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace venue {

namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, TimeUnit>, 5> time_units = {
    {{"ms", TimeUnit::ms}, {"s", TimeUnit::s}, {"us", TimeUnit::us}, {"ns", TimeUnit::ns}, {"iso", TimeUnit::iso}}};

constexpr std::array<std::pair<std::string_view, Field>, 10> fields = {{{"_", Field::none},
                                                                        {"open", Field::open},
                                                                        {"high", Field::high},
                                                                        {"low", Field::low},
                                                                        {"close", Field::close},
                                                                        {"volume", Field::volume},
                                                                        {"quote_volume", Field::quote_volume},
                                                                        {"trades", Field::trades},
                                                                        {"taker_base", Field::taker_base},
                                                                        {"taker_quote", Field::taker_quote}}};

// The codes that an answer may be given.
constexpr std::array meanings = {base::Code::retry,   base::Code::rate_limited, base::Code::not_found,
                                 base::Code::refused, base::Code::unsupported,  base::Code::bad_data};

Path read_path(const std::string& text) {
  return base::split(text, '.');
}

Phrase read_phrase(const Section& section, const std::string& text) {
  auto phrase = Phrase::parse(text);
  if (phrase) return *std::move(phrase);
  section.complain(phrase.error().what);
  return {};
}

// `get` or another key that holds a path, with the query and the weight beside it.
Request read_request(Section& section, const char* key = "get") {
  Request request;
  request.path = read_phrase(section, section.text(key));
  if (auto query = section.section("query")) {
    query->each([&](const std::string& name, const YAML::Node& value) {
      request.query.emplace_back(name, read_phrase(*query, value.Scalar()));
    });
  }
  request.weight = section.number_or("weight", 1);
  return request;
}

// "time_ms": the unit behind the word. nullopt for another name.
std::optional<TimeUnit> unit_behind(std::string_view name, std::string_view word) {
  if (!name.starts_with(word) || !name.substr(word.size()).starts_with('_')) return std::nullopt;
  for (const auto& [text, unit] : time_units) {
    if (name.substr(word.size() + 1) == text) return unit;
  }
  return std::nullopt;
}

class ColumnReader {
 public:
  explicit ColumnReader(Complaints& complaints) : complaints_{complaints} {}

  void take(const std::string& name, std::string key, const YAML::Node& at) {
    Column column;
    column.key = std::move(key);
    if (const auto unit = unit_behind(name, "time")) {
      column.field = Field::time;
      columns.time_unit = *unit;
    } else {
      column.field = field_of(name, at);
    }
    if (column.field != Field::none && has(column.field)) {
      complaints_.add(at.Mark(), fmt::format("column '{}' stands here twice", name));
    }
    columns.list.push_back(std::move(column));
  }

  // A column that rows may lack.
  void loosen(const std::string& name, const YAML::Node& at) {
    const auto field = field_of(name, at);
    for (auto& column : columns.list) {
      if (column.field == field && field != Field::none) column.optional = true;
    }
  }

  void finish(const YAML::Node& at) const {
    for (const auto field : {Field::time, Field::open, Field::high, Field::low, Field::close}) {
      if (has(field)) continue;
      complaints_.add(at.Mark(), "'columns' lacks one of time_ms (or _s, _us, _ns, _iso), open, high, low, close");
    }
  }

  Columns columns;

 private:
  bool has(Field field) const {
    return std::ranges::any_of(columns.list, [field](const Column& column) { return column.field == field; });
  }

  Field field_of(std::string_view name, const YAML::Node& at) {
    std::vector<std::string> known = {"time_ms", "time_s", "time_us", "time_ns", "time_iso"};
    for (const auto& [text, field] : fields) {
      if (text == name) return field;
      known.emplace_back(text);
    }
    complaints_.add(at.Mark(), fmt::format("unknown column '{}'{}", name, base::did_you_mean(name, known)));
    return Field::none;
  }

  Complaints& complaints_;
};

Columns read_columns(Section& section, Complaints& complaints) {
  ColumnReader reader(complaints);
  const auto node = section.node("columns");
  if (!node.IsDefined()) section.complain("'candles' lacks 'columns'");
  if (node.IsSequence()) {
    for (const auto& item : node) reader.take(item.Scalar(), {}, item);
  } else if (node.IsMap()) {
    reader.columns.keyed = true;
    for (const auto& entry : node) reader.take(entry.first.Scalar(), entry.second.Scalar(), entry.first);
  }
  for (const auto& name : section.list("optional")) reader.loosen(name, node);
  reader.finish(node);
  return std::move(reader.columns);
}

market::Timeframe read_timeframe(const Section& section, const std::string& text) {
  const auto parsed = market::Timeframe::parse(text);
  if (!parsed) section.complain(parsed.error().what);
  return parsed.value_or(market::d1);
}

milliseconds read_length(Section& section, const char* key) {
  const auto length = market::parse_duration(section.text(key));
  if (length && *length > milliseconds{0}) return *length;
  section.complain(fmt::format("'{}' is to be a length of time, such as 1m", key));
  return std::chrono::minutes{1};
}

// The number of the choice that `key` makes; the first where the key is missing and may be.
template <class Choice, std::size_t N>
Choice choose(Section& section, const char* key, const std::array<std::pair<std::string_view, Choice>, N>& choices,
              std::string fallback = {}) {
  const auto text = fallback.empty() ? section.text(key) : section.text_or(key, std::move(fallback));
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (name == text) return choice;
    known += fmt::format("{}{}", known.empty() ? "" : " or ", name);
  }
  section.complain(fmt::format("'{}' is to be {}", key, known));
  return choices[0].second;
}

Paging read_paging(Section section, const Request& request) {
  constexpr std::array<std::pair<std::string_view, Cut>, 2> cuts = {
      {{"oldest", Cut::keeps_oldest}, {"newest", Cut::keeps_newest}}};
  Paging paging;
  if (auto pieces = section.section("pieces")) {
    pieces->each([&](const std::string& ours, const YAML::Node& piece) {
      paging.pieces.emplace_back(read_timeframe(*pieces, ours), read_timeframe(*pieces, piece.Scalar()));
    });
  } else {
    paging.rows = section.number_or("rows", 0);
    if (paging.rows == 0) section.complain("'page' lacks 'rows'");
  }
  paging.cut = choose(section, "keeps", cuts, "oldest");
  paging.until_included = std::ranges::any_of(request.query, [](const auto& item) {
    return item.second.has(Hole::last_ms) || item.second.has(Hole::last_s) || item.second.has(Hole::last_iso);
  });
  section.finish();
  return paging;
}

void read_candle_facts(Section section, Facts& facts, Facts::Wire& wire, Complaints& complaints) {
  constexpr std::array<std::pair<std::string_view, Quiet>, 2> quiets = {
      {{"filled", Quiet::filled}, {"absent", Quiet::absent}}};
  wire.candles = read_request(section);
  if (const auto recent = section.text_or("recent", "-"); recent != "-") {
    wire.recent = wire.candles;
    wire.recent->path = read_phrase(section, recent);
  }
  facts.candles_weight = wire.candles.weight;
  facts.paging = read_paging(section.required("page"), wire.candles);
  wire.rows = read_path(section.text_or("rows", ""));
  wire.columns = read_columns(section, complaints);
  facts.quiet = choose(section, "quiet", quiets);
  facts.volume_unit = section.text_or("volume_unit", "base");
  if (section.node("depth").IsDefined()) facts.depth = read_length(section, "depth");
  section.finish();
}

InstrumentColumns read_instrument_columns(Section section) {
  InstrumentColumns columns;
  columns.symbol = section.text("symbol");
  columns.base = section.text("base");
  columns.quote = section.text("quote");
  if (section.node("status").IsDefined()) columns.status = section.text("status");
  for (const auto& [name, unit] : time_units) {
    const auto key = fmt::format("listed_{}", name);
    if (!section.node(key.c_str()).IsDefined()) continue;
    columns.listed = section.text(key.c_str());
    columns.listed_unit = unit;
  }
  section.finish();
  return columns;
}

PairNames read_pair(Section section) {
  PairNames pair;
  pair.prefix = section.text_or("prefix", "");
  pair.separator = section.text_or("separator", "");
  pair.base_length = section.number_or("base_length", 3);
  section.finish();
  return pair;
}

Instruments read_instrument_facts(Section section) {
  Instruments facts;
  facts.request = read_request(section);
  facts.rows = read_path(section.text_or("rows", ""));
  if (auto columns = section.section("columns")) facts.columns = read_instrument_columns(*columns);
  if (auto pair = section.section("pair")) facts.pair = read_pair(*pair);
  if (facts.columns.has_value() == facts.pair.has_value()) {
    section.complain("'instruments' is to have either 'columns' or 'pair'");
  }
  if (section.node("trading").IsDefined()) facts.trading = section.text("trading");
  if (auto names = section.section("names")) {
    names->each([&](const std::string& theirs, const YAML::Node& ours) { facts.names[theirs] = ours.Scalar(); });
  }
  section.finish();
  return facts;
}

ServerTime read_time_facts(Section section) {
  ServerTime time;
  time.request = read_request(section);
  bool found = false;
  for (const auto& [name, unit] : time_units) {
    const auto key = fmt::format("time_{}", name);
    if (!section.node(key.c_str()).IsDefined()) continue;
    time.at = read_path(section.text(key.c_str()));
    time.unit = unit;
    found = true;
  }
  if (!found) section.complain("'time' lacks time_ms (or _s, _us, _ns, _iso): where in the answer it stands");
  section.finish();
  return time;
}

Limit read_limit(Section section) {
  Limit limit;
  limit.requests = section.number_or("budget", 0);
  if (limit.requests == 0) section.complain("'limit' lacks 'budget'");
  limit.per = read_length(section, "per");
  limit.burst = section.number_or("burst", limit.requests);
  limit.weight_header = section.text_or("header", "");
  section.finish();
  return limit;
}

std::optional<std::pair<Path, std::string>> read_condition(Section& section, const char* key) {
  std::optional<std::pair<Path, std::string>> condition;
  if (auto found = section.section(key)) {
    found->each(
        [&](const std::string& path, const YAML::Node& value) { condition = {read_path(path), value.Scalar()}; });
  }
  return condition;
}

// {not_found: [-1121], …}: each of the venue's words or codes with what it means.
std::vector<std::pair<std::string, base::Code>> read_meanings(Section section) {
  std::vector<std::pair<std::string, base::Code>> read;
  for (const auto code : meanings) {
    for (auto& word : section.list(std::string(base::name(code)).c_str())) read.emplace_back(std::move(word), code);
  }
  section.finish();
  return read;
}

Errors read_errors(Section section) {
  Errors errors;
  if (const auto code = section.text_or("code", ""); !code.empty()) errors.code = read_path(code);
  if (const auto text = section.text_or("text", ""); !text.empty()) errors.text = read_path(text);
  errors.where = read_condition(section, "where");
  errors.unless = read_condition(section, "unless");
  if (auto says = section.section("says")) errors.says = read_meanings(*says);
  if (auto means = section.section("means")) {
    for (auto& [word, code] : read_meanings(*means)) errors.means[word] = code;
  }
  section.finish();
  return errors;
}

void read_names(Section& root, Facts& facts) {
  facts.id = root.text("id");
  const bool plain =
      std::ranges::all_of(facts.id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  if (!plain) root.complain("'id' is to be of lower-case letters and digits: it names files");
  facts.name = root.text("name");
  facts.docs = root.text("docs");
  facts.read_on = root.text("read_on");
  facts.rest = root.text("rest");
  facts.stream = root.text_or("stream", "");
  if (const auto closed = root.text_or("closed", "-"); closed != "-") facts.closed = closed;
}

}  // namespace

base::Result<Facts> parse_facts(std::string_view yaml, std::string_view file_name) {
  TRY(const auto document, load_yaml(yaml, file_name));
  Complaints complaints(file_name);
  Section root(document, "", complaints);
  Facts facts;
  auto wire = std::make_shared<Facts::Wire>();
  read_names(root, facts);
  wire->elsewhere = root.text_or("elsewhere", "");
  if (const auto codes = root.node("timeframes"); codes.IsDefined())
    facts.timeframes = read_codes(codes, complaints);
  else
    root.complain("lacks 'timeframes'");
  read_candle_facts(root.required("candles"), facts, *wire, complaints);
  wire->instruments = read_instrument_facts(root.required("instruments"));
  if (auto time = root.section("time")) wire->time = read_time_facts(*time);
  facts.limit = read_limit(root.required("limit"));
  if (auto errors = root.section("errors")) wire->errors = read_errors(*errors);
  root.finish();
  facts.wire = std::move(wire);
  CHECK(complaints.done());
  return facts;
}

}  // namespace venue
