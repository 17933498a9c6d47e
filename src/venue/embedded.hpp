// The files of facts that the binary carries. Made by cmake/venues.cmake out of venues/*.yaml.
#pragma once

#include <string_view>
#include <vector>

namespace venue {

struct FactsFile {
  std::string_view name;  // "binance.yaml"
  std::string_view text;
};

std::vector<FactsFile> embedded_facts();

}  // namespace venue
