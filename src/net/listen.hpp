// The address a server listens on: read from text, bound, its refusals told as sentences.
#pragma once

#include "base/result.hpp"
#include "rt/task.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string_view>

namespace net {

// "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "0.0.0.0:0". Code::usage.
base::Result<boost::asio::ip::tcp::endpoint> parse_listen(std::string_view text);

// Code::locked when another program has it, Code::refused when we may not, Code::usage when it is not of this machine.
base::Result<boost::asio::ip::tcp::acceptor> listen_on(const rt::Executor& executor, std::string_view text);

}  // namespace net
