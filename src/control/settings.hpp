// Every setting of Wick: where it is from, what it is, what it means when nobody says. docs/operations.md lists them.
#pragma once

#include "base/result.hpp"
#include "collect/feeds.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace control {

struct VenueSettings {
  std::string rest;  // Replaces the address in the facts; "" leaves it.
  std::string stream;
};

struct Settings {
  std::filesystem::path data = "wick-data";
  std::string http_listen = "127.0.0.1:8000";
  std::string ca_file;
  std::map<std::string, VenueSettings> venues;
  std::vector<collect::Feed> feeds;
  bool demo = false;
  std::filesystem::path venues_folder;  // <folder of the config file>/venues: facts that override the embedded ones.

  // Each key with its value as text and where it came from: "default", "config/wick.yaml:3:1", "environment WICK_DATA",
  // "--set". For `wick config show --origin`.
  struct Origin {
    std::string key, value, from;
  };
  std::vector<Origin> origins;
};

// Where settings are looked for, strongest first: --set key=value, environment (WICK_DATA, WICK_HTTP_LISTEN,
// WICK_CA_FILE), the config file (--config, else WICK_CONFIG, else ./config/wick.yaml, else /etc/wick/wick.yaml, where
// there is one), defaults.
struct SettingsSources {
  std::optional<std::filesystem::path> config_file;
  std::vector<std::pair<std::string, std::string>> set;  // --set and --data; of two of one key the later counts.
  std::map<std::string, std::string> environment;
  market::Time now;  // What "now-30d" is counted from.
};

// Code::usage with file:line:column, what was expected and the nearest known key; Code::not_found for a file that was
// named and is not there.
base::Result<Settings> load_settings(const SettingsSources& sources);

// The config file that load_settings would read; nullopt where there is none.
std::optional<std::filesystem::path> find_config_file(const SettingsSources& sources);

// The same from the text of one config file alone, over the defaults. `file_name` is for messages.
base::Result<Settings> read_settings(std::string_view yaml, const std::string& file_name, market::Time now);

}  // namespace control
