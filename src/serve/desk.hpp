// What the handlers work with, gathered in one place.
#pragma once

#include "rt/clock.hpp"
#include "rt/worker.hpp"
#include "serve/about.hpp"
#include "serve/health.hpp"
#include "serve/metrics.hpp"
#include "serve/pages.hpp"
#include "serve/router.hpp"
#include "serve/shelf.hpp"
#include "serve/work.hpp"
#include "venue/facts.hpp"

#include <atomic>
#include <functional>
#include <optional>

namespace serve {

struct Desk {
  Shelf shelf;  // Touched on `readers` only.
  Work work;
  const venue::Registry& venues;
  rt::Worker& readers;
  rt::Clock& clock;
  About about;
  Assets assets;
  Metrics metrics{};
  std::atomic<bool> draining = false;  // Read by the readers, too.
  std::string openapi{};               // Written once, from the table of routes.

  // What a scrape found in the store, kept a while: with many series it takes some time.
  struct Scrape {
    StoreFigures figures;
    std::chrono::steady_clock::time_point at;
  };
  std::optional<Scrape> scrape{};
};

using Read = std::function<Answer(Desk&, const Call&)>;

// A handler that reads the store: runs on the thread of the readers.
Handler reading(Desk& desk, Read read);
// A handler that has its answer at once.
Handler at_once(Desk& desk, Read read);

// The table of all routes. The desk outlives it.
std::vector<Route> all_routes(Desk& desk);
std::vector<Route> data_routes(Desk& desk);
std::vector<Route> work_routes(Desk& desk);
std::vector<Route> root_routes(Desk& desk);
std::vector<Route> earlier_routes(Desk& desk);

}  // namespace serve
