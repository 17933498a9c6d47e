// Facts about this process that its answers tell.
#pragma once

#include "market/time.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace serve {

struct About {
  std::string version;
  std::string revision;  // Of the source it was built from.
  bool demo = false;     // Its candles are made up.
  std::string listen;    // "127.0.0.1:8000"
  market::Time started;
  std::filesystem::path data;
  std::vector<std::string> hosts{};  // Names it may be asked by, besides those of loopback and `listen`.
};

}  // namespace serve
