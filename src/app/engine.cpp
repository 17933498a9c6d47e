#include "app/engine.hpp"

#include "app/run.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace app {

namespace {

base::Result<std::vector<std::pair<std::string, std::string>>> facts_of_user(const std::filesystem::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  std::error_code problem;
  if (folder.empty() || !std::filesystem::is_directory(folder, problem)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) return base::fail(base::Code::usage, "cannot read the facts in " + entry.path().string());
    files.emplace_back(entry.path().string(), std::move(text));
  }
  if (problem) return base::fail(base::Code::usage, "cannot read " + folder.string() + ": " + problem.message());
  return files;
}

std::string variable(const std::map<std::string, std::string>& environment, const std::string& lower,
                     const std::string& upper) {
  for (const auto& name : {lower, upper}) {
    if (const auto found = environment.find(name); found != environment.end()) return found->second;
  }
  return {};
}

net::ClientSettings client_settings(const control::Settings& settings,
                                    const std::map<std::string, std::string>& environment) {
  net::ClientSettings client;
  if (!settings.ca_file.empty()) client.ca_file = settings.ca_file;
  // HTTP_PROXY in capitals may come from a request header under CGI; nobody reads it.
  client.proxies.http = variable(environment, "http_proxy", "http_proxy");
  client.proxies.https = variable(environment, "https_proxy", "HTTPS_PROXY");
  client.proxies.all = variable(environment, "all_proxy", "ALL_PROXY");
  client.proxies.none = variable(environment, "no_proxy", "NO_PROXY");
  return client;
}

}  // namespace

base::Result<venue::Registry> load_venues(const control::Settings& settings) {
  TRY(const auto overrides, facts_of_user(settings.venues_folder));
  TRY(auto venues, venue::Registry::load(overrides));
  for (const auto& [id, addresses] : settings.venues) {
    if (!addresses.rest.empty()) CHECK(venues.set_rest(id, addresses.rest));
    if (!addresses.stream.empty()) CHECK(venues.set_stream(id, addresses.stream));
  }
  return venues;
}

base::Result<std::unique_ptr<Engine>> Engine::open(const control::Settings& settings,
                                                   const std::map<std::string, std::string>& environment,
                                                   const std::string& what) {
  TRY(auto venues, load_venues(settings));
  TRY(auto library, store::Library::open_to_write(settings.data, what));
  return std::make_unique<Engine>(std::move(library), std::move(venues), client_settings(settings, environment));
}

Engine::Engine(store::Library its_library, venue::Registry its_venues, net::ClientSettings client)
    : library{std::move(its_library)},
      venues{std::move(its_venues)},
      http{std::move(client), clock},
      collector{library, venues, http, disk, clock} {}

base::Done Engine::close() {
  return run(io, collector.close());
}

}  // namespace app
