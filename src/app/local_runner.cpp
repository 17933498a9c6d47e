#include "app/local_runner.hpp"

#include "app/run.hpp"

namespace app {

namespace {

constexpr auto look_every = std::chrono::milliseconds{100};

bool working(collect::JobState state) {
  return state == collect::JobState::running || state == collect::JobState::queued;
}

}  // namespace

LocalRunner::LocalRunner(std::unique_ptr<Engine> engine, std::function<int()> signal)
    : engine_{std::move(engine)}, signal_{std::move(signal)} {}

LocalRunner::~LocalRunner() {
  // Whatever had arrived is written by the job's own end; an error here was told there.
  static_cast<void>(engine_->close());
}

base::Result<collect::JobView> LocalRunner::start(collect::BackfillSpec spec, std::string kind) {
  return run(engine_->io, engine_->collector.start(std::move(spec), std::move(kind)));
}

base::Result<collect::JobView> LocalRunner::resume(std::string id) {
  return run(engine_->io, engine_->collector.resume(std::move(id)));
}

base::Result<collect::JobView> LocalRunner::pause(std::string id) {
  CHECK(run(engine_->io, engine_->collector.pause(id)));
  return job(id);
}

base::Result<collect::JobView> LocalRunner::cancel(std::string id) {
  CHECK(run(engine_->io, engine_->collector.cancel(id)));
  return job(id);
}

base::Result<std::vector<collect::JobView>> LocalRunner::jobs() {
  return engine_->collector.jobs();
}
base::Result<collect::JobView> LocalRunner::job(std::string id) {
  return engine_->collector.job(id);
}

base::Result<control::Watched> LocalRunner::watch(std::string id, bool /*stop_it*/, control::SeenJob seen) {
  bool over = false;
  auto& collector = engine_->collector;
  const auto token = collector.listen([&over, &id](const collect::JobView& view) {
    if (view.id == id && !working(view.state)) over = true;
  });
  auto watched = look_until_over(id, over, seen);
  collector.unlisten(token);
  return watched;
}

base::Result<control::Watched> LocalRunner::look_until_over(const std::string& id, const bool& over,
                                                            const control::SeenJob& seen) {
  for (;;) {
    TRY(auto view, job(id));
    seen(view);
    if (!working(view.state)) return control::Watched{std::move(view), 0};
    if (const int signal = signal_(); signal != 0) {
      TRY(auto stopped, pause(id));
      return control::Watched{std::move(stopped), signal};
    }
    engine_->io.restart();
    // tidy: clock because Asio's run_one_until wants a moment of this clock
    const auto until = std::chrono::steady_clock::now() + look_every;
    while (!over && engine_->io.run_one_until(until) > 0) {
    }
  }
}

}  // namespace app
