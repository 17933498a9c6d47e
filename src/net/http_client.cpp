#include "net/http_client.hpp"

#include "net/dial.hpp"
#include "net/exchange.hpp"
#include "net/pool.hpp"
#include "net/proxy.hpp"
#include "net/resolver.hpp"
#include "rt/within.hpp"

#include <utility>

namespace net {

struct HttpClient::Inner {
  Inner(ClientSettings how, rt::Clock& clock)
      : settings(std::move(how)), resolver(clock), pool(settings.connections_per_host, settings.idle_limit, clock) {}

  ClientSettings settings;
  Resolver resolver;
  Pool pool;
  std::unique_ptr<Tls> tls{};  // Loaded with the first https address.
  Counts counts{};

  base::Result<Way> way_to(Url url);
  base::Result<Tls*> trust(const Way& way);
  rt::Task<void> connect(Pool::Lease& lease, Way way);
  rt::Task<Answer> put(Pool::Lease& lease, Way way, std::string head, const Request& request);
  rt::Task<Response> ask(Url url, Request request);
};

base::Result<Way> HttpClient::Inner::way_to(Url url) {
  TRY(auto proxy, choose_proxy(settings.proxies, url));
  return Way{std::move(url), std::move(proxy)};
}

base::Result<Tls*> HttpClient::Inner::trust(const Way& way) {
  if (!way.url.secure()) return nullptr;
  if (!tls) {
    TRY(tls, Tls::load(settings.ca_file));
  }
  return tls.get();
}

rt::Task<void> HttpClient::Inner::connect(Pool::Lease& lease, Way way) {
  CO_TRY(auto* const authorities, trust(way));
  lease.channel.reset();
  CO_TRY(lease.channel, co_await rt::within(settings.connect_limit,
                                            dial(std::move(way), authorities, resolver, settings), "no connection"));
  ++counts.connections;
  co_return base::Done{};
}

// A kept connection may have died unnoticed: then, and only when nothing came back and asking twice is the same as
// asking once, the question goes over a new one.
rt::Task<Answer> HttpClient::Inner::put(Pool::Lease& lease, Way way, std::string head, const Request& request) {
  const bool head_only = request.method == "HEAD";
  if (lease.channel) {
    auto answer = co_await exchange(*lease.channel, head, request.body, head_only, settings);
    const bool dead = !answer && answer.error().code == base::Code::retry && !lease.channel->heard;
    if (!dead || (request.method != "GET" && !head_only)) co_return answer;
  }
  CO_CHECK(co_await connect(lease, std::move(way)));
  co_return co_await exchange(*lease.channel, head, request.body, head_only, settings);
}

rt::Task<Response> HttpClient::Inner::ask(Url url, Request request) {
  CO_TRY(const auto way, way_to(std::move(url)));
  const bool by_proxy = way.proxy && !way.tunnels();
  const auto target = by_proxy ? way.url.text() : way.url.target;
  const auto authorization = by_proxy ? way.proxy->authorization : std::string();
  CO_TRY(auto head, write_question(request, way.url, target, settings.user_agent, authorization));
  CO_TRY(auto lease, co_await pool.acquire(way.name()));
  CO_TRY(auto answer, co_await put(lease, way, std::move(head), request));
  counts.bytes_in += answer.bytes;
  if (answer.reusable) lease.keep();
  CO_CHECK(unpack(answer.response, settings));
  co_return std::move(answer.response);
}

HttpClient::HttpClient(ClientSettings settings, rt::Clock& clock)
    : inner_(std::make_unique<Inner>(std::move(settings), clock)) {}

HttpClient::~HttpClient() = default;

rt::Task<Response> HttpClient::ask(Request request, std::chrono::milliseconds limit) {
  CO_TRY(auto url, Url::parse(request.url));
  const auto name = url.authority();
  ++inner_->counts.requests;
  auto response = co_await rt::within(limit, inner_->ask(std::move(url), std::move(request)));
  if (!response && response.error().code != base::Code::cancelled) co_return base::within(name, response.error());
  co_return response;
}

HttpClient::Counts HttpClient::counts() const {
  return inner_->counts;
}

}  // namespace net
