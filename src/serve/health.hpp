// Whether the process lives, is ready, and the figures it shows to Prometheus.
#pragma once

#include "serve/about.hpp"
#include "serve/metrics.hpp"
#include "serve/router.hpp"
#include "serve/shelf.hpp"
#include "serve/work.hpp"

#include <string>
#include <vector>

namespace serve {

struct Check {
  std::string name;
  std::string trouble;  // "" when all is well.
};

// Reads the store's folder and catalogs. REQUIRES the thread of the shelf.
std::vector<Check> check_store(Shelf& shelf);

// 200 or 503; the body is for people: one line per check with ?verbose, else one word.
net::Reply health_reply(std::span<const Check> checks, bool verbose);

// How complete what is wanted of each exchange is, and how large its file. REQUIRES the thread of the shelf.
struct StoreFigures {
  struct OfVenue {
    std::string id;
    std::int64_t series = 0, gaps = 0, missing = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<OfVenue> venues;
  std::uint64_t free_bytes = 0;
};
base::Result<StoreFigures> store_figures(Shelf& shelf);

std::string metrics_text(const About& about, const Metrics& metrics, const StoreFigures& figures, const Work& work);

}  // namespace serve
