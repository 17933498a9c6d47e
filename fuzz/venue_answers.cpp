// Any bytes, as an answer of every exchange: candles, instruments, time, errors. What is read must be in order and
// sane.
#include "venue/ask.hpp"
#include "venue/read.hpp"

#include <algorithm>

namespace {

const venue::Registry& registry() {
  static const auto loaded = venue::Registry::load({});
  MUST(loaded);
  return *loaded;
}

void check(const venue::Page& page) {
  for (std::size_t i = 0; i < page.candles.size(); ++i) {
    MUST(!market::implausible(page.candles[i]));
    MUST(market::m1.on_grid(page.candles[i].open_time));
    MUST(i == 0 || page.candles[i - 1].open_time < page.candles[i].open_time);
  }
  MUST(page.candles.size() + page.rejected.size() <= page.rows);
}

}  // namespace

// NOLINTNEXTLINE: the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  for (const auto& [id, facts] : registry().all()) {
    if (const auto page = venue::read_candles(facts, market::m1, body)) check(*page);
    if (const auto list = venue::read_instruments(facts, body)) {
      for (const auto& instrument : *list) MUST(instrument.symbol == instrument.base + "/" + instrument.quote);
    }
    if (venue::ask_time(facts)) (void)venue::read_time(facts, body);
    for (const int status : {200, 429, 500}) {
      const auto error =
          venue::read_error(facts, {.status = status, .body = body, .content_type = "", .retry_after = body}, {});
      MUST(status == 200 || error);
      MUST(!error || error->wait <= std::chrono::days{3});
    }
  }
  return 0;
}
