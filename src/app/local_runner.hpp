// The command line's jobs, run by the collector of this process.
#pragma once

#include "app/engine.hpp"
#include "control/runner.hpp"

#include <functional>
#include <memory>
#include <string>

namespace app {

class LocalRunner final : public control::JobRunner {
 public:
  // `signal` tells a signal once it has come, 0 before.
  LocalRunner(std::unique_ptr<Engine> engine, std::function<int()> signal);
  ~LocalRunner() override;
  LocalRunner(const LocalRunner&) = delete;
  LocalRunner& operator=(const LocalRunner&) = delete;

  base::Result<collect::JobView> start(collect::BackfillSpec spec, std::string kind) override;
  base::Result<collect::JobView> resume(std::string id) override;
  base::Result<collect::JobView> pause(std::string id) override;
  base::Result<collect::JobView> cancel(std::string id) override;
  base::Result<std::vector<collect::JobView>> jobs() override;
  base::Result<collect::JobView> job(std::string id) override;
  base::Result<control::Watched> watch(std::string id, bool stop_it, control::SeenJob seen) override;

 private:
  base::Result<control::Watched> look_until_over(const std::string& id, const bool& over, const control::SeenJob& seen);

  std::unique_ptr<Engine> engine_;
  std::function<int()> signal_;
};

}  // namespace app
