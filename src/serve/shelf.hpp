// The readers of all venues, opened when first asked for. Owned by the thread that reads the store.
#pragma once

#include "serve/problem.hpp"
#include "store/library.hpp"

#include <map>
#include <string>
#include <vector>

namespace serve {

// A stored series, and the reader it can be read with. The reader lives as long as the shelf.
struct Stored {
  store::SeriesInfo info;
  const store::Reader* reader = nullptr;
};

class Shelf {
 public:
  explicit Shelf(const store::Library& library) : library_{library} {}

  // Code::not_found for a venue that has no file.
  base::Result<const store::Reader*> reader(const std::string& venue);
  base::Result<std::vector<std::string>> venues() const { return library_.venues(); }
  // Opens what is not open yet: says whether every file can be read, without reading through any.
  base::Done open_all();
  // Every stored series, by venue, symbol, timeframe.
  base::Result<std::vector<Stored>> all();
  // Those of one venue and symbol, shortest timeframe first.
  base::Result<std::vector<Stored>> of(const std::string& venue, const std::string& symbol);
  base::Result<std::vector<Stored>> picked_by(const market::Selector& selector);
  // 404 "unknown-series" with the nearest that are stored.
  Problem unknown(const std::string& series);
  const std::filesystem::path& folder() const { return library_.folder(); }

 private:
  const store::Library& library_;
  std::map<std::string, store::Reader> readers_;
};

}  // namespace serve
