#include "net/gzip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <zlib.h>

namespace net {

namespace {

constexpr std::size_t ratio_from_bytes = 1U << 20U;
constexpr int window_gzip = 15 + 16;
constexpr int window_gzip_or_zlib = 15 + 32;
constexpr int window_raw = -15;

// zlib wants to change what it only reads.
Bytef* input(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

struct Inflater {
  z_stream z{};
  bool ready;
  explicit Inflater(int window) : ready{inflateInit2(&z, window) == Z_OK} {}
  ~Inflater() { inflateEnd(&z); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

base::Done within_limits(std::size_t packed, std::size_t inflated, InflateLimits limits) {
  if (inflated > limits.bytes) {
    return base::fail(base::Code::bad_data,
                      fmt::format("the compressed answer holds more than {} bytes", limits.bytes));
  }
  if (inflated > ratio_from_bytes && inflated / std::max<std::size_t>(packed, 1) > limits.ratio) {
    return base::fail(base::Code::bad_data,
                      fmt::format("the compressed answer grows by more than {} to 1", limits.ratio));
  }
  return {};
}

// Room for the next step: doubled, never past one byte beyond the limit.
void widen(std::string& out, std::size_t used, InflateLimits limits) {
  if (used < out.size()) return;
  out.resize(std::min(std::max<std::size_t>(out.size() * 2, 4096), limits.bytes + 1));
}

base::Result<std::string> inflate_as(std::string_view packed, InflateLimits limits, int window) {
  Inflater machine(window);
  if (!machine.ready) return base::fail(base::Code::failed, "zlib has no memory");
  machine.z.next_in = input(packed);
  machine.z.avail_in = static_cast<uInt>(packed.size());
  std::string out(std::min(packed.size() * 4 + 64, limits.bytes + 1), '\0');
  std::size_t used = 0;
  while (true) {
    machine.z.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    machine.z.avail_out = static_cast<uInt>(out.size() - used);
    const int verdict = ::inflate(&machine.z, Z_NO_FLUSH);
    used = out.size() - machine.z.avail_out;
    CHECK(within_limits(packed.size() - machine.z.avail_in, used, limits));
    if (verdict == Z_STREAM_END && machine.z.avail_in == 0) break;
    if (verdict == Z_STREAM_END && inflateReset(&machine.z) == Z_OK) continue;  // Members may follow one another.
    if (verdict != Z_OK && verdict != Z_BUF_ERROR)
      return base::fail(base::Code::bad_data, "the compressed answer is broken");
    if (machine.z.avail_out > 0) return base::fail(base::Code::bad_data, "the compressed answer is cut short");
    widen(out, used, limits);
  }
  out.resize(used);
  return out;
}

// "deflate" means zlib, but some servers send it bare.
bool looks_bare(std::string_view packed) {
  if (packed.size() < 2) return false;
  const auto first = static_cast<unsigned char>(packed[0]);
  const auto second = static_cast<unsigned char>(packed[1]);
  const bool gzip = first == 0x1f && second == 0x8b;
  const bool zlib = (first & 0x0fU) == 8 && (first * 256U + second) % 31U == 0;
  return !gzip && !zlib;
}

}  // namespace

base::Result<std::string> inflate(std::string_view packed, InflateLimits limits) {
  if (packed.empty()) return std::string{};
  return inflate_as(packed, limits, looks_bare(packed) ? window_raw : window_gzip_or_zlib);
}

struct Deflater::Machine {
  z_stream z{};
};

Deflater::Deflater() : machine_(std::make_unique<Machine>()) {
  constexpr int level = 1;  // JSON shrinks to a fifth already; the time of the loop is dearer than the last tenth.
  MUST(deflateInit2(&machine_->z, level, Z_DEFLATED, window_gzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
}

Deflater::~Deflater() {
  deflateEnd(&machine_->z);
}

std::string Deflater::add(std::string_view piece) {
  return turn(piece, Z_SYNC_FLUSH);
}

std::string Deflater::finish(std::string_view piece) {
  return turn(piece, Z_FINISH);
}

std::string Deflater::turn(std::string_view piece, int flush) {
  auto& z = machine_->z;
  z.next_in = input(piece);
  z.avail_in = static_cast<uInt>(piece.size());
  std::string out(piece.size() / 4 + 256, '\0');
  std::size_t used = 0;
  do {
    if (used == out.size()) out.resize(out.size() * 2);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    z.avail_out = static_cast<uInt>(out.size() - used);
    deflate(&z, flush);
    used = out.size() - z.avail_out;
  } while (z.avail_out == 0);
  out.resize(used);
  return out;
}

}  // namespace net
