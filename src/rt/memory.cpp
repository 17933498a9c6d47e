#include "rt/memory.hpp"

#include <malloc.h>

namespace rt {

void keep_freed_memory() {
  constexpr int kept_bytes = 32 << 20;
  constexpr int own_mapping_from_bytes = 8 << 20;
  constexpr int step_bytes = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  mallopt(M_MMAP_THRESHOLD, own_mapping_from_bytes);
  mallopt(M_TOP_PAD, step_bytes);
}

}  // namespace rt
