// A question over HTTP and its answer, as the client asks and the server is asked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net {

// Whether two header names are the same: case does not count.
bool same_name(std::string_view a, std::string_view b);
// Whether a header's comma list names `token`; what follows a ';' in an entry does not count.
bool has_token(std::string_view list, std::string_view token);

// Names compare without regard to case. Few enough that a list is quicker than a map.
class Headers {
 public:
  void set(std::string name, std::string value);  // Replaces.
  void add(std::string name, std::string value);  // Besides.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Request {
  std::string method = "GET";
  std::string url;  // Absolute for the client; path and query for the server.
  Headers headers;
  std::string body;
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;  // Inflated.
};

}  // namespace net
