// A tape out of files the user names.
#pragma once

#include "replay/memory_tape.hpp"

#include <memory>
#include <string>
#include <vector>

namespace replay {

// Each a path, or PATH=SYMBOL ("x.csv=BTC/USDT") where the name does not say it. Files of one symbol are joined.
// Code::not_found, or Code::usage and Code::bad_data with what to do.
base::Result<std::unique_ptr<MemoryTape>> read_files(const std::vector<std::string>& files);

}  // namespace replay
