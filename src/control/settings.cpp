#include "control/settings.hpp"

#include "base/text.hpp"
#include "control/setting_feeds.hpp"
#include "control/setting_layer.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

namespace control {

using base::Code;

namespace {

const std::array<std::string, 6> known_keys = {
    "data", "http.listen", "ca_file", "feeds", "venues.<exchange>.rest", "venues.<exchange>.stream"};
constexpr std::array<std::pair<const char*, const char*>, 3> environment_keys = {
    {{"WICK_DATA", "data"}, {"WICK_HTTP_LISTEN", "http.listen"}, {"WICK_CA_FILE", "ca_file"}}};

auto wrong(const Assignment& given, const std::string& what) {
  return base::fail(Code::usage, fmt::format("{}: {}", given.from, what));
}

base::Result<std::string> scalar(const Assignment& given) {
  if (given.value.IsNull()) return std::string();
  if (!given.value.IsScalar()) return wrong(given, fmt::format("expected '{}' to be one text", given.key));
  return given.value.Scalar();
}

// "127.0.0.1:8000", "[::1]:8000", "localhost:0".
bool is_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto digits = text.substr(colon + 1);
  int port = -1;
  const auto [rest, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool bracketed = text.front() == '[' && text[colon - 1] == ']';
  const bool plain = text.substr(0, colon).find_first_of(":[]/ ") == std::string_view::npos;
  return problem == std::errc{} && rest == digits.data() + digits.size() && port >= 0 && port <= 65535 &&
         (bracketed || plain);
}

bool is_address(std::string_view text, std::string_view scheme) {
  const auto plain = std::string(scheme) + "://";
  const auto secure = std::string(scheme) + "s://";
  const auto skip = text.starts_with(plain) ? plain.size() : text.starts_with(secure) ? secure.size() : text.size();
  return text.size() > skip && text.find_first_of(" \t\r\n") == std::string_view::npos;
}

base::Done apply_venue(const Assignment& given, const std::string& value, Settings& settings) {
  const auto parts = base::split(given.key, '.');
  auto& venue = settings.venues[base::lower(parts[1])];
  const bool stream = parts[2] == "stream";
  if (!value.empty() && !is_address(value, stream ? "ws" : "http")) {
    return wrong(given, fmt::format("'{}' is not an address; expected '{}' to be such as {}://127.0.0.1:8100",
                                    base::printable(value, 80), given.key, stream ? "ws" : "http"));
  }
  (stream ? venue.stream : venue.rest) = value;
  return {};
}

bool is_venue_key(const std::string& key) {
  const auto parts = base::split(key, '.');
  return parts.size() == 3 && parts[0] == "venues" && !parts[1].empty() && (parts[2] == "rest" || parts[2] == "stream");
}

base::Done apply_text(const Assignment& given, Settings& settings) {
  TRY(const auto value, scalar(given));
  if (is_venue_key(given.key)) return apply_venue(given, value, settings);
  if (given.key == "ca_file") {
    settings.ca_file = value;
  } else if (given.key == "data") {
    if (value.empty()) return wrong(given, "expected 'data' to be a folder, such as wick-data");
    settings.data = value;
  } else {
    if (!is_listen_address(value)) {
      return wrong(given, fmt::format("'{}' is not an address to listen on; expected host:port, such as 127.0.0.1:8000",
                                      base::printable(value, 80)));
    }
    settings.http_listen = value;
  }
  return {};
}

// `venues` and `http` with nothing below them: written down, but left empty.
bool is_empty_section(const Assignment& given) {
  const bool section = given.key == "venues" || given.key == "http" ||
                       (given.key.starts_with("venues.") && base::split(given.key, '.').size() == 2);
  return section && given.value.IsNull();
}

void note_origin(const Assignment& given, std::string value, Settings& settings) {
  for (auto& origin : settings.origins) {
    if (origin.key != given.key) continue;
    origin = {given.key, std::move(value), given.from};
    return;
  }
  settings.origins.push_back({given.key, std::move(value), given.from});
}

base::Done apply(const Assignment& given, market::Time now, Settings& settings) {
  if (is_empty_section(given)) return {};
  if (given.key == "feeds") {
    TRY(settings.feeds, read_feeds(given, now));
    std::vector<std::string> texts;
    for (const auto& feed : settings.feeds) texts.push_back(text(feed));
    note_origin(given, base::join(texts, "; "), settings);
    return {};
  }
  const bool plain = given.key == "data" || given.key == "http.listen" || given.key == "ca_file";
  if (!plain && !is_venue_key(given.key)) {
    return wrong(given, fmt::format("there is no setting '{}'{}", base::printable(given.key, 80),
                                    base::did_you_mean(given.key, known_keys)));
  }
  CHECK(apply_text(given, settings));
  note_origin(given, given.value.IsNull() ? "" : given.value.Scalar(), settings);
  return {};
}

base::Done apply(const Layer& layer, market::Time now, Settings& settings) {
  for (const auto& given : layer) CHECK(apply(given, now, settings));
  return {};
}

Settings defaults() {
  Settings settings;
  settings.origins = {{"data", settings.data.string(), "default"},
                      {"http.listen", settings.http_listen, "default"},
                      {"ca_file", settings.ca_file, "default"},
                      {"feeds", "", "default"}};
  return settings;
}

base::Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) {
    return base::fail(Code::not_found, fmt::format("there is no settings file {}", path.string()));
  }
  if (std::filesystem::is_directory(path, problem)) {
    return base::fail(Code::usage, fmt::format("{} is a folder; expected a settings file", path.string()));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return base::fail(Code::no_space, fmt::format("the settings file {} cannot be read", path.string()));
  return text;
}

base::Result<Layer> environment_layer(const std::map<std::string, std::string>& environment) {
  Layer layer;
  for (const auto& [variable, key] : environment_keys) {
    const auto found = environment.find(variable);
    if (found == environment.end() || found->second.empty()) continue;
    TRY(auto given, read_assignment(key, found->second, fmt::format("environment {}", variable)));
    layer.push_back(std::move(given));
  }
  return layer;
}

}  // namespace

std::optional<std::filesystem::path> find_config_file(const SettingsSources& sources) {
  if (sources.config_file) return sources.config_file;
  if (const auto named = sources.environment.find("WICK_CONFIG");
      named != sources.environment.end() && !named->second.empty()) {
    return named->second;
  }
  for (const auto* usual : {"config/wick.yaml", "/etc/wick/wick.yaml"}) {
    std::error_code problem;
    if (std::filesystem::exists(usual, problem)) return usual;
  }
  return std::nullopt;
}

base::Result<Settings> read_settings(std::string_view yaml, const std::string& file_name, market::Time now) {
  TRY(const auto layer, read_layer(yaml, file_name));
  auto settings = defaults();
  CHECK(apply(layer, now, settings));
  return settings;
}

base::Result<Settings> load_settings(const SettingsSources& sources) {
  auto settings = defaults();
  if (const auto file = find_config_file(sources)) {
    TRY(const auto yaml, read_file(*file));
    TRY(settings, read_settings(yaml, file->string(), sources.now));
    settings.venues_folder = file->parent_path() / "venues";
  }
  TRY(const auto from_environment, environment_layer(sources.environment));
  CHECK(apply(from_environment, sources.now, settings));
  for (const auto& [key, value] : sources.set) {
    TRY(const auto given, read_assignment(key, value, "--set"));
    CHECK(apply(given, sources.now, settings));
  }
  return settings;
}

}  // namespace control
