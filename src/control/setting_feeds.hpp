// Reads the list under `feeds`: which symbols of which venues, in which timeframes, since when.
#pragma once

#include "collect/feeds.hpp"
#include "control/setting_layer.hpp"

#include <vector>

namespace control {

// Code::usage with the place, what was expected and the nearest key.
base::Result<std::vector<collect::Feed>> read_feeds(const Assignment& feeds, market::Time now);

// "binance BTC/USDT,ETH/USDT 1m since 2024-01-01T00:00:00Z live": a feed as people read it.
std::string text(const collect::Feed& feed);

}  // namespace control
