// Bodies of POST.
#include "serve/jobs.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  static_cast<void>(serve::read_backfill(text, market::time_from_ms(1'709'649'181'004)));
  static_cast<void>(serve::read_repair(text));
  static_cast<void>(serve::read_resolution(text));
  static_cast<void>(serve::read_conflict_id(text));
  return 0;
}
