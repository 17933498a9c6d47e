#include "serve/api.hpp"

#include "rt/thrown.hpp"
#include "serve/desk.hpp"
#include "serve/guard.hpp"
#include "serve/openapi.hpp"

#include <fmt/format.h>

namespace serve {

namespace {

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

// Counts what jobs write, from one view of a job to the next.
class Intake {
 public:
  explicit Intake(Metrics& metrics) : metrics_{metrics} {}

  void note(const collect::JobView& job) {
    for (const auto& view : job.series) {
      auto& seen = rows_[job.id + view.series.text()];
      if (view.rows < seen) seen = 0;  // Taken up again: it counts from nothing.
      metrics_.ingested(view.series.venue, view.series.timeframe.text(), view.rows - seen);
      seen = view.rows;
    }
    using enum collect::JobState;
    if (job.state == done || job.state == cancelled) {
      for (const auto& view : job.series) rows_.erase(job.id + view.series.text());
    }
  }

 private:
  Metrics& metrics_;
  std::map<std::string, std::int64_t> rows_;
};

}  // namespace

struct Api::State {
  Desk desk;
  Router router;
  Intake intake;
  std::size_t listening;
  std::uint64_t requests = 0;

  State(const store::Library& library, Work work, const venue::Registry& venues, rt::Worker& readers, rt::Clock& clock,
        About about, Assets assets)
      : desk{Shelf{library}, std::move(work), venues, readers, clock, std::move(about), std::move(assets)},
        router{all_routes(desk)},
        intake{desk.metrics},
        listening{desk.work.listen([this](const collect::JobView& job) { intake.note(job); })} {
    desk.openapi = openapi_json(router.routes(), desk.about.version);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { desk.work.unlisten(listening); }

  // The route's answer, or a page's, or a problem.
  boost::asio::awaitable<Answer> answer(net::Request request, std::string& route_name) {
    if (auto problem = refused_by_guard(request, desk.about)) co_return refuse(*std::move(problem));
    const auto match = router.find(request.method, path_of(request.url));
    if (!match) {
      if (match.error().status == 404) {
        if (auto page = page_reply(desk.assets, request, path_of(request.url))) {
          route_name = "page";
          co_return *std::move(page);
        }
      }
      co_return refuse(match.error());
    }
    const Route& route = *match->route;
    route_name = route.pattern;
    const auto query = query_of(request.url);
    auto parsed = route.lenient ? Or<Query>{Query::parse_leniently(query)} : Query::parse(query, route.query);
    if (!parsed) co_return refuse(parsed.error());
    Call call{std::move(request), match->path, *std::move(parsed), desk.clock.now()};
    co_return co_await route.handle(std::move(call));
  }
};

Api::Api(const store::Library& library, Work work, const venue::Registry& venues, rt::Worker& readers, rt::Clock& clock,
         About about, Assets assets)
    : state_{std::make_unique<State>(library, std::move(work), venues, readers, clock, std::move(about),
                                     std::move(assets))} {}

Api::~Api() = default;

void Api::drain() {
  state_->desk.draining = true;
}
const Router& Api::router() const {
  return state_->router;
}

rt::Task<net::Reply> Api::answer(net::Request request) {
  auto& state = *state_;
  const auto begun = state.desk.clock.steady();
  const auto id = fmt::format("{:x}-{:x}", market::ms_of(state.desk.about.started), ++state.requests);
  const auto instance = request.url;
  const auto method = request.method;
  std::string route = "none";
  Answer answered;
  std::optional<base::Error> failure;
  try {
    answered = co_await state.answer(std::move(request), route);
  } catch (...) {
    failure = rt::thrown(std::current_exception());
  }
  if (failure && failure->code == base::Code::cancelled) co_return std::unexpected(*failure);
  if (failure) answered = refuse(problem_of(*failure));
  auto reply = answered ? *std::move(answered) : reply_of(answered.error(), instance, id);
  add_security_headers(reply);
  reply.headers.set("X-Request-Id", id);
  state.desk.metrics.answered(route, method, reply.status, state.desk.clock.steady() - begun);
  co_return reply;
}

}  // namespace serve
