#include "control/venues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace control {

namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

base::Result<Texts> override_files(const std::filesystem::path& folder) {
  Texts texts;
  std::error_code problem;
  if (folder.empty() || !std::filesystem::is_directory(folder, problem)) return texts;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    texts.emplace_back(entry.path().string(), std::string{std::istreambuf_iterator<char>(file), {}});
    if (!file) {
      return base::fail(base::Code::no_space, fmt::format("the facts file {} cannot be read", entry.path().string()));
    }
  }
  if (problem) {
    return base::fail(base::Code::no_space, fmt::format("{} cannot be read: {}", folder.string(), problem.message()));
  }
  std::ranges::sort(texts);
  return texts;
}

}  // namespace

base::Result<venue::Registry> load_venues(const Settings& settings) {
  TRY(const auto texts, override_files(settings.venues_folder));
  TRY(auto venues, venue::Registry::load(texts));
  for (const auto& [id, addresses] : settings.venues) {
    if (!addresses.rest.empty()) CHECK(venues.set_rest(id, addresses.rest));
    if (!addresses.stream.empty()) CHECK(venues.set_stream(id, addresses.stream));
  }
  return venues;
}

base::Done known_venue(const Settings& settings, const std::string& id) {
  TRY(const auto venues, load_venues(settings));
  TRY([[maybe_unused]] const auto* facts, venues.find(id));
  return {};
}

}  // namespace control
