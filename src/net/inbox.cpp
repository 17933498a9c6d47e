#include "net/inbox.hpp"

#include <algorithm>

namespace net {

boost::asio::mutable_buffer Inbox::room() {
  if (until_ == bytes_.size() && from_ > 0) {
    std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(from_), bytes_.end(), bytes_.begin());
    until_ -= from_;
    from_ = 0;
  }
  if (until_ == bytes_.size()) bytes_.resize(bytes_.size() * 2);
  return boost::asio::buffer(bytes_.data() + until_, bytes_.size() - until_);
}

}  // namespace net
