// Any bytes, as a file of facts that a user wrote: facts, or an error that names the file.
#include "venue/ask.hpp"

// NOLINTNEXTLINE: the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto facts = venue::parse_facts({reinterpret_cast<const char*>(data), size}, "f.yaml");
  if (!facts) {
    MUST(facts.error().what.starts_with("f.yaml"));
    return 0;
  }
  for (const auto& [step, code] : facts->timeframes) {
    const market::Span day{market::time_from_ms(1'700'000'000'000), market::time_from_ms(1'700'086'400'000)};
    const auto page = venue::next_page(*facts, step, day, false);
    MUST(!page.empty());
    (void)venue::ask_candles(*facts, {}, step, page);
  }
  return 0;
}
