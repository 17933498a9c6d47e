#include "store/block_parts.hpp"
#include "store/planes.hpp"

#include <cmath>

namespace store {

namespace {

enum class Method : std::uint8_t { packed = 0, planes = 1 };

constexpr auto powers = [] {
  std::array<double, 80> table{1};
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

double power(int exponent) {
  const double whole = powers[static_cast<std::size_t>(exponent < 0 ? -exponent : exponent)];
  return exponent < 0 ? 1 / whole : whole;
}

ByteView bytes_of(std::span<const std::uint64_t> values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}

}  // namespace

void put_stream(std::span<const std::uint64_t> values, ByteWriter& out, std::size_t packed_well) {
  ByteWriter packed;
  pack(values, packed);
  Method method = Method::packed;
  Bytes bytes = packed.take();
  if (bytes.size() > packed_well * values.size()) {
    if (Bytes planes = compress_planes(bytes_of(values), sizeof values[0]); planes.size() < bytes.size()) {
      method = Method::planes;
      bytes = std::move(planes);
    }
  }
  out.put(static_cast<std::uint8_t>(method));
  out.varint(bytes.size());
  out.put(bytes);
}

StreamReader::StreamReader(ByteReader& in, std::size_t count) : in_{ByteView{}} {
  const auto method = static_cast<Method>(in.get<std::uint8_t>());
  const auto bytes = in.take(in.varint());
  if (method == Method::packed) {
    in_ = ByteReader{bytes};
    return;
  }
  const auto items = method == Method::planes ? expand_planes(bytes, count, sizeof(std::uint64_t)) : std::nullopt;
  if (!items || count == 0) {
    in.refuse();
    return;
  }
  expanded_.resize(count);
  std::memcpy(expanded_.data(), items->data(), items->size());
}

bool StreamReader::next(std::size_t count, std::uint64_t* out) {
  if (expanded_.empty()) return unpack_run(in_, count, out);
  if (count > expanded_.size() - expanded_at_) return false;
  std::copy_n(expanded_.begin() + static_cast<std::ptrdiff_t>(expanded_at_), count, out);
  expanded_at_ += count;
  return true;
}

double guess_factor(int column_scale, int volume_scale, int price_scale, std::uint64_t divisor) {
  return power(column_scale - volume_scale - price_scale) / 4 / static_cast<double>(divisor);
}

std::int64_t guess(std::int64_t volume, std::int64_t prices, double factor) {
  const double made = static_cast<double>(volume) * static_cast<double>(prices) * factor;
  constexpr auto limit = static_cast<double>(narrow_limit);
  return made < limit && made > -limit ? std::llrint(made) : 0;
}

}  // namespace store
