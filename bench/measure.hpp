// What every bench and every peer needs: a stop-watch, how much this process has written, and samples as JSON lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace bench {

using Samples = std::vector<double>;

// Milliseconds that `work` takes.
template <class Work>
double milliseconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// One round to warm up, then `runs` that count.
template <class Work>
Samples repeat(int runs, const Work& work) {
  work();
  Samples samples;
  for (int i = 0; i < runs; ++i) samples.push_back(milliseconds(work));
  return samples;
}

// Bytes the process has sent to the disk so far.
inline std::int64_t written_bytes(const std::string& process = "self") {
  std::ifstream io("/proc/" + process + "/io");
  std::string name;
  std::int64_t value = 0;
  while (io >> name >> value) {
    if (name == "write_bytes:") return value;
  }
  return 0;
}

// {"what":"year","samples":[2.51,2.49]}
inline void tell(const std::string& what, const Samples& samples) {
  std::printf("{\"what\":\"%s\",\"samples\":[", what.c_str());
  for (std::size_t i = 0; i < samples.size(); ++i) std::printf("%s%.6g", i == 0 ? "" : ",", samples[i]);
  std::printf("]}\n");
  std::fflush(stdout);
}

inline void tell(const std::string& what, double value) {
  tell(what, Samples{value});
}

}  // namespace bench
