// A file that is part of the program: cmake/assets.cmake puts it there, and it lives as long as the program does.
#pragma once

#include <string_view>

namespace base {

struct Asset {
  std::string_view path;    // As asked for, without a leading slash: "js/chart.js", "binance.yaml".
  std::string_view bytes;   // Its content, unchanged.
  std::string_view sha256;  // 64 lower-case hex digits of the content: fit for an ETag.
  std::string_view gzip{};  // The content compressed once and for all; empty where that saves nothing.
};

}  // namespace base
