// Answers on their way to the disk, joined so that neighbouring pages become one.
#pragma once

#include "store/store.hpp"

#include <vector>

namespace collect {

// Joins answers about the same series that touch or overlap and agree where they overlap. Those that disagree stay
// apart, in the order they came, so that the store's ledger sees both.
std::vector<store::Answer> join(std::vector<store::Answer> answers);

}  // namespace collect
