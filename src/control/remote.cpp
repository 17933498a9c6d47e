#include "control/remote.hpp"

#include "base/text.hpp"
#include "control/job_json.hpp"
#include "store/library.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace control {

using base::Code;
using namespace std::chrono_literals;

namespace {

constexpr auto answer_limit = 30s;
constexpr auto look_every = 250ms;

// An address that listens everywhere is reached at home.
std::string base_of(std::string address) {
  if (!address.starts_with("http://") && !address.starts_with("https://")) address = "http://" + address;
  for (const auto& [any, home] : {std::pair{"//0.0.0.0:", "//127.0.0.1:"}, std::pair{"//[::]:", "//[::1]:"}}) {
    if (const auto at = address.find(any); at != std::string::npos)
      address.replace(at, std::string_view(any).size(), home);
  }
  if (address.ends_with('/')) address.pop_back();
  return address + "/api/v1";
}

Code code_of(int status) {
  switch (status) {
    case 400:
    case 422: return Code::usage;
    case 401:
    case 403: return Code::refused;
    case 404: return Code::not_found;
    case 409: return Code::usage;
    case 429:
    case 503: return Code::retry;
    case 507: return Code::no_space;
    default: return Code::failed;
  }
}

base::Error problem_of(const net::Response& response) {
  boost::system::error_code broken;
  const auto value = boost::json::parse(response.body, broken);
  std::string sentence;
  if (!broken && value.is_object()) {
    for (const auto* key : {"detail", "title"}) {
      const auto* text = value.get_object().if_contains(key);
      if (sentence.empty() && text != nullptr && text->is_string()) sentence = text->get_string();
    }
  }
  while (sentence.ends_with('.')) sentence.pop_back();
  if (sentence.empty()) sentence = fmt::format("the daemon answered HTTP {}", response.status);
  return {code_of(response.status), base::printable(sentence, 400), {}};
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte | 0x20U) - 'a' < 26U || byte - '0' < 10U || c == '-' || c == '_' || c == '.';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

bool over(collect::JobState state) {
  return state != collect::JobState::queued && state != collect::JobState::running;
}

}  // namespace

Remote::Remote(const std::string& address, Environment& environment, std::string ca_file)
    : base_{base_of(address)}, environment_{environment}, ca_file_{std::move(ca_file)} {}

base::Result<std::string> Remote::ask(const std::string& method, const std::string& path, std::string body) {
  net::Request request;
  request.method = method;
  request.url = base_ + path;
  if (!body.empty()) request.headers.set("Content-Type", "application/json");
  request.body = std::move(body);
  auto response = environment_.ask(std::move(request), answer_limit, ca_file_);
  if (!response) {
    const auto& error = response.error();
    if (error.code == Code::cancelled) return std::unexpected(error);
    return base::fail(Code::unreachable,
                      fmt::format("the daemon at {} does not answer: {}; see wick status", base_, error.what));
  }
  if (response->status >= 400) return std::unexpected(problem_of(*response));
  return std::move(response->body);
}

base::Result<std::string> Remote::get(const std::string& path) {
  return ask("GET", path, "");
}

base::Result<collect::JobView> Remote::ask_job(const std::string& method, const std::string& path, std::string body) {
  TRY(const auto answer, ask(method, path, std::move(body)));
  auto job = read_job(answer);
  if (!job) return base::within("the daemon's answer", job.error());
  return job;
}

base::Result<collect::JobView> Remote::start(collect::BackfillSpec spec, std::string kind) {
  TRY(auto job, ask_job("POST", "/jobs", job_request_json(spec, kind)));
  job.spec = std::move(spec);
  return job;
}

base::Result<collect::JobView> Remote::resume(std::string id) {
  if (id.empty()) {
    TRY(const auto all, jobs());
    for (const auto& one : all) {
      const bool ended = one.state == collect::JobState::done || one.state == collect::JobState::cancelled;
      if (over(one.state) && !ended) return resume(one.id);
    }
    return base::fail(Code::not_found, "there is no job that can be continued; see wick job ls");
  }
  return ask_job("POST", "/jobs/" + percent_encoded(id) + ":resume");
}

base::Result<collect::JobView> Remote::pause(std::string id) {
  return ask_job("POST", "/jobs/" + percent_encoded(id) + ":pause");
}

base::Result<collect::JobView> Remote::cancel(std::string id) {
  return ask_job("POST", "/jobs/" + percent_encoded(id) + ":cancel");
}

base::Result<std::vector<collect::JobView>> Remote::jobs() {
  TRY(const auto answer, get("/jobs"));
  auto all = read_jobs(answer);
  if (!all) return base::within("the daemon's answer", all.error());
  return all;
}

base::Result<collect::JobView> Remote::job(std::string id) {
  return ask_job("GET", "/jobs/" + percent_encoded(id));
}

base::Result<Watched> Remote::watch(std::string id, bool stop_it, SeenJob seen) {
  for (;;) {
    TRY(auto view, job(id));
    seen(view);
    if (over(view.state)) return Watched{std::move(view), 0};
    if (const int signal = environment_.signal(); signal != 0) {
      if (stop_it) {
        TRY(view, pause(id));
      }
      return Watched{std::move(view), signal};
    }
    environment_.sleep(look_every);
  }
}

base::Result<std::unique_ptr<JobRunner>> open_runner(Environment& environment, const Settings& settings,
                                                     const std::string& verb) {
  const auto holder = store::Library::holder(settings.data);
  if (holder && !holder->address.empty())
    return std::make_unique<Remote>(holder->address, environment, settings.ca_file);
  return environment.hooks.open_collector(settings, verb);
}

}  // namespace control
