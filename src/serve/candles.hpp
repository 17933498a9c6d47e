// GET /candles: the candles of a series, in the format, order and amount asked for.
#pragma once

#include "rt/worker.hpp"
#include "serve/router.hpp"
#include "serve/shelf.hpp"

namespace serve {

// REQUIRES: called on the thread of the shelf. Long ranges are streamed, read piece by piece on `readers`.
Answer answer_candles(Shelf& shelf, rt::Worker& readers, const Call& call);
Answer answer_revisions(Shelf& shelf, const Call& call);
std::vector<Parameter> revision_parameters();

// Whether If-None-Match names `tag`.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace serve
