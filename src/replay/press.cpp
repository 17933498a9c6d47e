#include "replay/press.hpp"

#include "replay/memory_tape.hpp"

#include <algorithm>
#include <ranges>

namespace replay {

using market::Candle;
using market::Candles;

const Press::Sheet& Press::sheet(const Ask& ask, const Candles& candles) {
  auto& made = sheets_[{ask.listing, ask.timeframe}];
  if (!made.starts.empty()) return made;
  made.starts.reserve(candles.size() + 1);
  for (const auto& candle : candles) {
    made.starts.push_back(made.text.size());
    print_(made.text, ask.timeframe, candle);
    made.text += ',';
  }
  made.starts.push_back(made.text.size());
  made.text.shrink_to_fit();
  return made;
}

Printed Press::copy(const Ask& ask, const Candles& candles) {
  const auto shown = within(candles, ask.window);
  if (shown.empty()) return {"[]", 0};
  const auto& from = sheet(ask, candles);
  const auto first = static_cast<std::size_t>(shown.data() - candles.data());
  const auto last = first + shown.size();
  const auto text = std::string_view(from.text).substr(from.starts[first], from.starts[last] - from.starts[first]);
  std::string out;
  out.reserve(text.size() + 1);
  out += '[';
  if (ask.newest_first) {
    for (auto row = last; row-- > first;) {
      out.append(from.text, from.starts[row], from.starts[row + 1] - from.starts[row]);
    }
  } else {
    out += text;
  }
  out.back() = ']';
  return {std::move(out), shown.size()};
}

Printed Press::print(const Ask& ask, const Candles& candles) const {
  std::string out = "[";
  const auto put = [&](const Candle& candle) {
    print_(out, ask.timeframe, candle);
    out += ',';
  };
  if (ask.newest_first) {
    std::ranges::for_each(std::views::reverse(candles), put);
  } else {
    std::ranges::for_each(candles, put);
  }
  if (candles.empty()) return {"[]", 0};
  out.back() = ']';
  return {std::move(out), candles.size()};
}

base::Result<Printed> Press::page(const Ask& ask, market::Time now, const Alter& alter) {
  const auto* settled = alter ? nullptr : view_.settled(ask.listing, ask.timeframe, now);
  if (settled != nullptr) return copy(ask, *settled);
  TRY(auto candles, view_.candles(ask.listing, ask.timeframe, ask.window, now));
  if (alter) alter(ask, candles);
  return print(ask, candles);
}

}  // namespace replay
