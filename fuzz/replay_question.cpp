// Any request gets an answer of every venue: never a crash, never a page longer than the venue's limit.
#include "replay/csv.hpp"
#include "replay/memory_tape.hpp"
#include "replay/stand_in.hpp"

#include <array>
#include <cstdint>

namespace {

std::unique_ptr<replay::StandIn> stand_in(std::string venue) {
  auto tape = std::make_unique<replay::MemoryTape>();
  std::string text;
  for (int minute = 0; minute < 300; ++minute) {
    if (minute % 17 != 3) text += std::to_string(1'704'067'200 + minute * 60) + ",2,4,1,3,10,30,5\n";
  }
  MUST(tape->add("BTC/USDT", market::m1, replay::read_csv(text, "tape").value()).has_value());
  const auto quiet = replay::fills_quiet(venue) ? replay::Quiet::filled : replay::Quiet::absent;
  return replay::StandIn::make(std::move(tape), {.venue = std::move(venue), .quiet = quiet}).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array stands = {stand_in("binance"), stand_in("bitfinex"), stand_in("bittrex")};
  if (size < 2) return 0;
  const auto method = data[0] % 8 == 0 ? "POST" : "GET";
  const std::string url = "/" + std::string(data + 2, data + size);
  const auto now = market::time_from_ms(1'704'067'200'000 + data[1] * std::int64_t{70'001});
  for (const auto& stand : stands) {
    const auto outcome = stand->answer({method, url, {}, url}, {now, {}});
    MUST(outcome.reply.status >= 200 && outcome.reply.status < 600);
    MUST(outcome.reply.body.size() < 4'000'000);
  }
  return 0;
}
