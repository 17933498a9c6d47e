// GET /coverage, /gaps and /conflicts: how complete the series are, and where sources disagree.
#pragma once

#include "collect/job.hpp"
#include "serve/router.hpp"
#include "serve/shelf.hpp"

#include <vector>

namespace serve {

// All REQUIRE the thread of the shelf.
Answer answer_coverage(Shelf& shelf, const Call& call);
Answer answer_gaps(Shelf& shelf, const Call& call);
Answer answer_conflicts(Shelf& shelf, const Call& call);

std::vector<Parameter> coverage_parameters();
std::vector<Parameter> gaps_parameters();
std::vector<Parameter> conflicts_parameters();

// What has to be fetched to repair what `selector` picks: series with gaps, by exchange, those with the same timeframes
// together. Empty where nothing is missing.
base::Result<std::vector<collect::BackfillSpec>> repairs(Shelf& shelf, const market::Selector& selector);

}  // namespace serve
