// The gaps of a window as answers tell them: missing spans with the ledger's reasons, and outages.
#pragma once

#include "serve/json.hpp"
#include "serve/slots.hpp"

#include <span>
#include <string>
#include <vector>

namespace serve {

struct Hole {
  market::Span span;
  std::string kind;  // "missing" or "outage"
  std::string reason;
  int attempts = 0;
  std::optional<market::Time> next_try{};
};

// Ascending. What is missing and not in the ledger was never asked for.
std::vector<Hole> holes(std::span<const Run> runs, std::span<const market::Gap> ledger);

// "gaps":[…], at most a thousand of them, and "gaps_left_out" where there are more.
void write_holes(Json& json, std::span<const Hole> holes);
void write_slots(Json& json, const Counts& counts);

}  // namespace serve
