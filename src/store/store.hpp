// One venue's candles on disk: a SQLite file that holds the catalog, the newest rows (tail) and sealed columnar blocks.
// Synchronous and owned by one thread; docs/formats/store.md describes the file.
//
// Exactly one Writer per file exists on the machine (Library's lock sees to it); it alone writes and checkpoints.
// Readers of any process open the file read-only while it writes.
#pragma once

#include "base/result.hpp"
#include "market/candle.hpp"
#include "market/coverage.hpp"
#include "market/series.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace store {

enum class SeriesId : std::int64_t {};

// How much a candle's source is to be believed. A lower one never overwrites a higher. Numbers are on disk.
enum class Evidence : std::uint8_t {
  stream_open = 1,
  stream_closed = 2,
  rest = 3,     // Closed by the server's clock when it was read.
  settled = 4,  // Read again over REST after it had had time to settle.
  archive = 5,  // The venue's own published files.
};

std::string_view name(Evidence evidence);

// Where candles came from: which source, which job, when, read by which revision of the reader.
struct Provenance {
  Evidence evidence = Evidence::rest;
  std::string source;  // "rest", "ws", "import", "tradingview", "agg"
  std::string job;     // The job's id; empty where there was none.
  market::Time at;     // When the answer arrived.
};

// What a source said about a span of a series.
struct Answer {
  SeriesId series;
  market::Span span;                 // The slots it speaks for.
  market::Candles candles;           // Closed ones only, within `span`, ascending, each bucket once.
  std::vector<market::Known> voids;  // Spans within `span`, without candles, that are now known to be empty.
  Provenance provenance;
};

// What became of it.
struct Recorded {
  std::size_t added = 0;
  std::size_t same = 0;
  std::size_t revised =
      0;  // Differed, of equal or higher evidence: the new ones are served, the old ones kept in the ledger.
  std::size_t refused = 0;   // Differed, of lower evidence: the old ones are served, the new ones kept in the ledger.
  std::size_t vanished = 0;  // Held, but the source no longer shows them: kept, and noted in the ledger.
  Recorded& operator+=(const Recorded& other);
};

struct SeriesInfo {
  SeriesId id;
  market::Series series;
  std::string venue_symbol;
  std::optional<market::Time> first;  // Open of the oldest and the newest stored candle.
  std::optional<market::Time> last;
  std::int64_t rows = 0;
  std::optional<market::Span> wanted{};  // What somebody asked to have; gaps are counted within it.
  std::optional<market::Time> listed{};  // The venue's first candle, where it was found.
  std::int64_t revision = 0;             // Grows with every change of the series: for ETags.
};

// A candle that is not served, kept in the ledger: replaced, refused or vanished. Entries are never deleted.
struct Conflict {
  std::int64_t id = 0;
  SeriesId series;
  market::Candle served;  // What is served for the bucket since then; for `vanished` the same as `other`.
  market::Candle other;
  Provenance served_from;
  Provenance other_from;
  std::string rule;      // "newer of equal evidence", "lower evidence", "vanished", "chosen by hand"
  bool settled = false;  // Looked at by a person, or superseded.
};

// A failed attempt that will be made again. One entry per series and span; dropped when the span becomes known.
struct Failure {
  SeriesId series;
  market::Span span;
  std::string reason;
  int attempts = 1;
  market::Time first;
  market::Time last;
  market::Time next_try;
};

// Grows a vector without filling it first: what a scan adds is written once.
template <class T>
struct Unfilled : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = Unfilled<U>;
  };
  template <class U>
  void construct(U* at) noexcept {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
  }
};

// Candles as columns of doubles, for scans over long spans.
struct Columns {
  using Doubles = std::vector<double, Unfilled<double>>;
  std::vector<std::int64_t, Unfilled<std::int64_t>> open_time;  // Milliseconds.
  Doubles open, high, low, close, volume;                       // volume: NaN where the venue gave none.

  void resize(std::size_t rows);
};

struct Damage {
  std::string where;  // "block 17 of binance:BTC/USDT@1m, 2024-02-01T00:00:00Z to …"
  std::string what;
  std::optional<market::Span> span{};
  std::optional<SeriesId> series{};
};

struct Verified {
  std::int64_t blocks = 0;
  std::int64_t rows = 0;
  std::vector<Damage> damages;
};

// Reads of a file. Every call sees a consistent state of the file at the time of the call.
class Reader {
 public:
  // Code::not_found where there is no such file; Code::corrupt; Code::unsupported for a newer format.
  static base::Result<Reader> open(const std::filesystem::path& file);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  base::Result<std::vector<SeriesInfo>> series() const;
  // Those of one symbol: quicker, for it does not count the newest rows of all others.
  base::Result<std::vector<SeriesInfo>> series_of(const std::string& symbol) const;
  // Code::not_found for a series that is not stored.
  base::Result<SeriesInfo> find(const market::Series& series) const;

  // Ascending, at most `limit`, from the front of the span or, `newest`, from its end. Corrupt blocks are an error that
  // names series and span.
  base::Result<market::Candles> read(SeriesId series, market::Span span, std::size_t limit = SIZE_MAX,
                                     bool newest = false) const;
  // The same in pieces of at most a block, oldest first, in bounded memory. `take` returns false to stop.
  base::Done each(SeriesId series, market::Span span, const std::function<bool(market::Candles)>& take) const;
  // Appends to `columns`.
  base::Done scan(SeriesId series, market::Span span, Columns& columns) const;

  // Ascending, disjoint, cut to `window`.
  base::Result<std::vector<market::Known>> known(SeriesId series, market::Span window) const;
  // Wanted slots that are not known, with the ledger's reasons; on the grid, ascending.
  base::Result<std::vector<market::Gap>> gaps(SeriesId series, market::Span window) const;
  base::Result<std::vector<Conflict>> conflicts(std::optional<SeriesId> series, bool settled_too) const;
  base::Result<std::vector<Failure>> failures(std::optional<SeriesId> series) const;
  // Who said what about one bucket: the served candle first, then the ledger's, newest first.
  struct Origin {
    market::Candle candle;
    Provenance provenance;
    std::string note;
  };
  base::Result<std::vector<Origin>> why(SeriesId series, market::Time open) const;
  base::Result<std::vector<market::Instrument>> instruments() const;

  // Reads everything and checks every checksum, count and order, and SQLite's own structure.
  base::Result<Verified> verify() const;

 protected:
  struct File;
  explicit Reader(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

// Writes, too. Every call is one durable transaction: when it returns, its change survives a power cut; when it fails,
// nothing of it is there.
class Writer : public Reader {
 public:
  // Makes the file where there is none. Code::no_space (full, read-only, not allowed) names the path.
  static base::Result<Writer> open(const std::filesystem::path& file);
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  // The id of a series, registered when new.
  base::Result<SeriesId> ensure(const market::Series& series, const std::string& venue_symbol);
  // Widens what is wanted of a series.
  base::Done want(SeriesId series, market::Span span);
  base::Done set_listed(SeriesId series, market::Time first);

  // Merges answers, each against what is held (market::merge), in one transaction: candles, coverage, ledger and
  // checkpoint together. The whole of each answer's span becomes known, held where there are candles, void where the
  // answer says so; other slots of the span stay gaps.
  // One Recorded for each answer, in their order.
  base::Result<std::vector<Recorded>> record(std::span<const Answer> answers);

  // Adds an attempt to the entry of this series and span, or makes it.
  base::Done fail(const Failure& failure);
  base::Done settle_conflict(std::int64_t id, bool serve_other);
  base::Done put_instruments(std::span<const market::Instrument> instruments);

  // Moves tail rows into blocks and merges small blocks, a bounded piece per call. True while there is more to do.
  base::Result<bool> tidy();

 private:
  explicit Writer(std::unique_ptr<File> file);
};

}  // namespace store
