// Little-endian bytes: appending them, and reading them with every length checked.
#pragma once

#include "base/decimal.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace store {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian and so are we");

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

__extension__ using Unsigned128 = unsigned __int128;

constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t coded) {
  return static_cast<std::int64_t>(coded >> 1) ^ -static_cast<std::int64_t>(coded & 1);
}

class ByteWriter {
 public:
  template <class T>
    requires(!std::is_convertible_v<T, ByteView>)
  void put(T value) {
    if constexpr (sizeof value == 1) {
      bytes_.push_back(static_cast<std::uint8_t>(value));
    } else {
      std::memcpy(grow(sizeof value), &value, sizeof value);
    }
  }
  void put(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }
  void wide_varint(base::Int128 value) {
    auto left = (static_cast<Unsigned128>(value) << 1) ^ static_cast<Unsigned128>(value >> 127);
    for (; left >= 0x80; left >>= 7) bytes_.push_back(static_cast<std::uint8_t>(left | 0x80));
    bytes_.push_back(static_cast<std::uint8_t>(left));
  }
  // Room for `count` bytes at the end, to be filled by the caller before the next call.
  std::uint8_t* grow(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return bytes_.data() + bytes_.size() - count;
  }

  void reserve(std::size_t size) { bytes_.reserve(size); }
  std::size_t size() const { return bytes_.size(); }
  void clear() { bytes_.clear(); }
  const Bytes& bytes() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Once something is missing, ok() stays false and everything reads as zero, so that checks can wait for the end.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : at_{bytes.data()}, end_{bytes.data() + bytes.size()} {}

  template <class T>
  T get() {
    T value{};
    if (const auto from = take(sizeof value); !from.empty()) std::memcpy(&value, from.data(), sizeof value);
    return value;
  }
  ByteView take(std::size_t count) {
    if (count > left()) {
      refuse();
      return {};
    }
    const ByteView taken{at_, count};
    at_ += count;
    return taken;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = get<std::uint8_t>();
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    refuse();
    return 0;
  }
  base::Int128 wide_varint() {
    Unsigned128 value = 0;
    for (unsigned shift = 0; shift < 112; shift += 7) {
      const auto byte = get<std::uint8_t>();
      value |= static_cast<Unsigned128>(byte & 0x7f) << shift;
      if (byte < 0x80) return static_cast<base::Int128>(value >> 1) ^ -static_cast<base::Int128>(value & 1);
    }
    refuse();
    return 0;
  }

  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool ok() const { return ok_; }
  void refuse() {
    ok_ = false;
    at_ = end_;
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

}  // namespace store
