// Bytes that have come in over a connection and are not used up yet.
#pragma once

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace net {

class Inbox {
 public:
  explicit Inbox(std::size_t room) : bytes_(room) {}

  std::string_view view() const { return {bytes_.data() + from_, until_ - from_}; }
  bool empty() const { return from_ == until_; }
  void use_up(std::size_t count) {
    from_ += count;
    if (from_ == until_) from_ = until_ = 0;
  }
  // Where the next bytes go: moves what is left to the front, and grows when it fills the whole.
  boost::asio::mutable_buffer room();
  void arrived(std::size_t count) { until_ += count; }

 private:
  std::vector<char> bytes_;
  std::size_t from_ = 0;
  std::size_t until_ = 0;
};

}  // namespace net
