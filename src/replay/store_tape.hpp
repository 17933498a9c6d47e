// A tape that is a store on disk, read as it is asked for; nothing of it rests in memory.
#pragma once

#include "replay/tape.hpp"
#include "store/library.hpp"

#include <filesystem>
#include <map>
#include <memory>

namespace replay {

class StoreTape final : public Tape {
 public:
  // The candles of trades of one venue in the folder: of `venue`, or of the only one there is. Code::usage with the
  // venues there are where that leaves a choice.
  static base::Result<std::unique_ptr<StoreTape>> open(const std::filesystem::path& folder, const std::string& venue);

  const std::vector<Listing>& listings() const override { return listings_; }
  market::Timeframe finest(std::size_t listing) const override { return stored_[listing].begin()->first; }
  base::Result<market::Candles> finals(std::size_t listing, const market::Timeframe& timeframe,
                                       const Window& window) const override;

 private:
  using Stored = std::map<market::Timeframe, store::SeriesId>;  // Of one listing.

  explicit StoreTape(store::Reader reader) : reader_{std::move(reader)} {}
  base::Done add(const store::SeriesInfo& info);
  base::Done describe();
  base::Result<market::Candles> rolled(store::SeriesId series, const market::Span& life,
                                       const market::Timeframe& timeframe, const Window& window) const;

  store::Reader reader_;
  std::vector<Listing> listings_;
  std::vector<Stored> stored_;
};

}  // namespace replay
