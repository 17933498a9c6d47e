// GET /exchanges and /series: what can be collected, and what is stored.
#pragma once

#include "serve/router.hpp"
#include "serve/shelf.hpp"
#include "venue/facts.hpp"

namespace serve {

// Both REQUIRE the thread of the shelf.
Answer answer_exchanges(Shelf& shelf, const venue::Registry& venues);
Answer answer_series(Shelf& shelf, const Call& call);
std::vector<Parameter> series_parameters();

// A body of JSON, as most answers have.
net::Reply json_reply(std::string body, int status = 200);

}  // namespace serve
