// The exchanges as the settings want them: facts of the binary, overridden by files beside the settings file and by
// addresses in it.
#pragma once

#include "control/settings.hpp"
#include "venue/facts.hpp"

namespace control {

// Code::usage with file:line:column for a file of facts that is wrong, and for an address of an unknown exchange.
base::Result<venue::Registry> load_venues(const Settings& settings);

// Code::usage "no exchange 'binanse', did you mean 'binance'?" where there is none.
base::Done known_venue(const Settings& settings, const std::string& id);

}  // namespace control
