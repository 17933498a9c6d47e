#include "market/merge.hpp"

namespace market {

namespace {

void compare(const Candle& held, const Candle& said, Merge& out) {
  if (!agree(held, said)) {
    out.revised.push_back({held, said});
    return;
  }
  ++out.same;
  Candle completed = held;
  complete(completed, said);
  if (completed != held) out.richer.push_back(completed);
}

}  // namespace

Merge merge(std::span<const Candle> held, std::span<const Candle> said) {
  Merge out;
  std::size_t h = 0;
  std::size_t s = 0;
  while (h < held.size() && s < said.size()) {
    if (held[h].open_time < said[s].open_time) {
      out.only_held.push_back(held[h++]);
    } else if (said[s].open_time < held[h].open_time) {
      out.only_said.push_back(said[s++]);
    } else {
      compare(held[h++], said[s++], out);
    }
  }
  out.only_held.insert(out.only_held.end(), held.begin() + static_cast<std::ptrdiff_t>(h), held.end());
  out.only_said.insert(out.only_said.end(), said.begin() + static_cast<std::ptrdiff_t>(s), said.end());
  return out;
}

}  // namespace market
