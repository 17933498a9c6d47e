// gzip and deflate of HTTP bodies with zlib: bounded when inflating, in pieces when deflating.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace net {

struct InflateLimits {
  std::size_t bytes = 32U << 20U;
  std::size_t ratio = 200;  // Inflated to packed; not looked at below 1 MiB.
};

// What gzip, zlib or raw deflate bytes hold. Code::bad_data: broken, cut short, or beyond a limit.
base::Result<std::string> inflate(std::string_view packed, InflateLimits limits);

// A gzip stream in the making.
class Deflater {
 public:
  Deflater();
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string add(std::string_view piece);  // All of it: the other end can read what it was given so far.
  std::string finish(std::string_view piece = {});

 private:
  struct Machine;
  std::string turn(std::string_view piece, int flush);
  std::unique_ptr<Machine> machine_;
};

}  // namespace net
