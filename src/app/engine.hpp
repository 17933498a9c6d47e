// Everything that collecting needs, wired: data folder, venues, network, disk thread, collector. One per process.
#pragma once

#include "collect/collector.hpp"
#include "control/settings.hpp"
#include "net/http_client.hpp"
#include "rt/clock.hpp"
#include "rt/worker.hpp"
#include "store/library.hpp"
#include "venue/facts.hpp"

#include <boost/asio/io_context.hpp>

#include <map>
#include <memory>
#include <string>

namespace app {

class Engine {
 public:
  // Locks the data folder in the name of `what`. `environment` is for the proxies.
  static base::Result<std::unique_ptr<Engine>> open(const control::Settings& settings,
                                                    const std::map<std::string, std::string>& environment,
                                                    const std::string& what);
  Engine(store::Library library, venue::Registry venues, net::ClientSettings client);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Stops all jobs, with all that has arrived written.
  base::Done close();

  boost::asio::io_context io{1};
  rt::SystemClock clock;
  store::Library library;
  venue::Registry venues;
  net::HttpClient http;
  rt::Worker disk;
  collect::Collector collector;
};

// The venues as the settings and the user's folder of facts have them.
base::Result<venue::Registry> load_venues(const control::Settings& settings);

}  // namespace app
