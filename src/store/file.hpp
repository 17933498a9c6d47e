// What a Reader and a Writer keep in memory of an open venue file.
#pragma once

#include "store/catalog.hpp"
#include "store/held.hpp"
#include "store/recorder.hpp"
#include "store/scan.hpp"

namespace store {

struct Reader::File {
  explicit File(Database opened) : database{std::move(opened)} {}

  // Ids never change their meaning, so what they stand for is read once.
  base::Result<const Place*> place(SeriesId id) const {
    if (const auto known = places.find(id); known != places.end()) return &known->second;
    TRY(const auto row, load_series(database, id));
    return &places.emplace(id, Place{id, row.info.series}).first->second;
  }

  Database database;
  mutable std::map<SeriesId, Place> places;
  Memory memory;  // The writer's.
};

}  // namespace store
