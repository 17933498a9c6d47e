// The stored candles, opened for reading while others may write, and found by what people call them.
#pragma once

#include "control/context.hpp"
#include "store/library.hpp"

#include <map>
#include <string>
#include <vector>

namespace control {

class Shelf {
 public:
  // Code::not_found, with what to do, where there is no data folder.
  static base::Result<Shelf> open(Context& context);

  base::Result<const store::Reader*> reader(const std::string& venue);
  // In order of venue, symbol, timeframe. Code::usage with the nearest names where nothing is picked though something
  // was asked for; an empty choice of an empty folder is no error.
  base::Result<std::vector<store::SeriesInfo>> pick(const std::string& selector);
  // All series of one instrument, whatever their timeframe. Code::usage with the nearest where the exchange or symbol
  // is unknown; Code::not_found, with how to fetch it, where it is known but nothing of it is stored.
  base::Result<std::vector<store::SeriesInfo>> instrument(const market::Series& series);
  // That very series; errors as of instrument().
  base::Result<store::SeriesInfo> find(const market::Series& series);
  store::Library& library() { return library_; }

 private:
  Shelf(store::Library library, const Settings& settings) : library_{std::move(library)}, settings_{&settings} {}
  base::Result<std::vector<store::SeriesInfo>> all();
  base::Result<std::vector<store::SeriesInfo>> of_venue(const std::string& venue);
  base::Error unknown_symbol(const market::Series& series, std::vector<std::string> stored);

  store::Library library_;
  const Settings* settings_;
  std::map<std::string, store::Reader> readers_;
};

}  // namespace control
