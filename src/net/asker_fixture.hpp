// A client for tests, asked from the outside: each question runs its own loop to the answer.
#pragma once

#include "net/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <vector>

namespace net::loopback {

class Asker {
 public:
  explicit Asker(ClientSettings settings = {}) : client(std::move(settings), clock_) {}

  // The answer to each, all asked at once.
  std::vector<base::Result<Response>> all(std::vector<Request> requests, std::chrono::milliseconds limit) {
    std::vector<base::Result<Response>> answers(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      boost::asio::co_spawn(context_, client.ask(std::move(requests[i]), limit),
                            [&answers, i](const std::exception_ptr& thrown, base::Result<Response> answer) {
                              if (thrown) std::rethrow_exception(thrown);
                              answers[i] = std::move(answer);
                            });
    }
    context_.restart();
    context_.run();
    return answers;
  }
  base::Result<Response> ask(Request request, std::chrono::milliseconds limit = std::chrono::seconds{10}) {
    return std::move(all({std::move(request)}, limit).front());
  }
  base::Result<Response> get(std::string url, std::chrono::milliseconds limit = std::chrono::seconds{10}) {
    Request request;
    request.url = std::move(url);
    return ask(std::move(request), limit);
  }

 private:
  rt::SystemClock clock_;
  boost::asio::io_context context_{1};

 public:
  HttpClient client;  // Dies before its loop.
};

}  // namespace net::loopback
