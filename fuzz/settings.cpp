// Any text as a settings file: understood, or refused with a sentence.
#include "control/settings.hpp"

#include "base/must.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto settings = control::read_settings(text, "wick.yaml", market::time_from_ms(1'700'000'000'000));
  if (!settings) MUST(settings.error().code == base::Code::usage && !settings.error().what.empty());
  return 0;
}
