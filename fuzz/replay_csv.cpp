// Any bytes are candles or an error; the candles are plausible, and those of a packed text are those of the text.
#include "replay/csv.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  if (const auto candles = replay::read_csv(text, "fuzz")) {
    for (const auto& candle : *candles) MUST(!market::implausible(candle));
    (void)replay::spacing(*candles);
  }
  (void)replay::unpacked(text, std::size_t{1} << 20U);
  (void)replay::read_file_name(text);
  return 0;
}
