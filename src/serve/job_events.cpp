#include "serve/job_events.hpp"

#include "serve/jobs.hpp"

#include <map>

namespace serve {

namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 100ms;
constexpr auto heartbeat_every = 15s;

bool ended(collect::JobState state) {
  using enum collect::JobState;
  return state == done || state == failed || state == cancelled;
}

// The newest state of each job that changed since it was last taken: a slow reader misses steps, never the outcome.
class Changes {
 public:
  Changes(const Work& work, std::string id) : work_{work}, id_{std::move(id)} {
    token_ = work_.listen([this](const collect::JobView& job) { note(job); });
  }
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;
  ~Changes() { work_.unlisten(token_); }

  void note(const collect::JobView& job) {
    if (!id_.empty() && job.id != id_) return;
    waiting_[job.id] = job_json(job);
    if (!id_.empty() && ended(job.state)) over_ = true;
  }

  std::string take() {
    std::string events;
    for (const auto& [id, json] : waiting_) events += "event: job\ndata: " + json + "\n\n";
    waiting_.clear();
    return events;
  }

  bool over() const { return over_ && waiting_.empty(); }

 private:
  const Work& work_;
  std::string id_;
  std::size_t token_ = 0;
  std::map<std::string, std::string> waiting_;
  bool over_ = false;
};

void note_present(Changes& changes, const Work& work) {
  const auto jobs = work.jobs();
  if (!jobs) return;
  for (const auto& job : *jobs) {
    if (!ended(job.state)) changes.note(job);
  }
}

// tidy: ref-parameter because the work and the flag outlive every reply
rt::Task<void> tell(const Work& work, rt::Clock& clock, const std::atomic<bool>& draining, std::string id,
                    net::BodyWriter& body) {
  Changes changes(work, id);
  if (id.empty()) {
    note_present(changes, work);
  } else if (const auto job = work.job(id)) {
    changes.note(*job);
  }
  CO_CHECK(co_await body.write("retry: 3000\n\n"));
  auto told_at = clock.steady();
  while (!changes.over() && !draining) {
    auto events = changes.take();
    if (events.empty() && clock.steady() - told_at >= heartbeat_every) events = ": still here\n\n";
    if (!events.empty()) {
      CO_CHECK(co_await body.write(std::move(events)));
      told_at = clock.steady();
    } else {
      CO_CHECK(co_await clock.sleep(look_every));
    }
  }
  co_return base::Done{};
}

}  // namespace

net::Reply job_events(const Work& work, rt::Clock& clock, const std::atomic<bool>& draining, std::string id) {
  net::Reply reply;
  reply.headers.set("Content-Type", "text/event-stream");
  reply.headers.set("Cache-Control", "no-store");
  reply.stream = [&work, &clock, &draining, id = std::move(id)](net::BodyWriter& body) {
    return tell(work, clock, draining, id, body);
  };
  return reply;
}

}  // namespace serve
