// One question and its answer over a connection that stands.
#pragma once

#include "net/http.hpp"
#include "net/http_client.hpp"
#include "net/pool.hpp"
#include "net/url.hpp"

#include <string>
#include <string_view>

namespace net {

// What a client writes for `request`. `target`: the path, or the whole address for a plain proxy. Code::usage for a
// method or header that would break the line.
base::Result<std::string> write_question(const Request& request, const Url& url, std::string_view target,
                                         std::string_view user_agent, std::string_view proxy_authorization);

struct Answer {
  Response response;  // Its body as it came, perhaps compressed.
  bool reusable = false;
  std::size_t bytes = 0;
};

// Says `head` and `body`, hears the answer. Code::retry: reset, cut short. Code::bad_data: not HTTP, too large.
rt::Task<Answer> exchange(Channel& channel, std::string_view head, std::string_view body, bool bodiless,
                          const ClientSettings& settings);

// Inflates the body where Content-Encoding says so. Code::bad_data.
base::Done unpack(Response& response, const ClientSettings& settings);

}  // namespace net
