// Long spans straight into columns of doubles.
#pragma once

#include "store/held.hpp"

namespace store {

base::Done scan_columns(const Database& database, const Tails& tails, const Place& place, market::Span span,
                        Columns& columns);

}  // namespace store
