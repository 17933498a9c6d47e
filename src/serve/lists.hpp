// What the standard library of GCC 12 lacks.
#pragma once

#include <algorithm>

namespace serve {

template <class List, class Item>
bool among(const List& list, const Item& item) {
  return std::ranges::find(list, item) != std::ranges::end(list);
}

}  // namespace serve
