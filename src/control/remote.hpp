// A daemon that holds the data folder, asked over its REST interface.
#pragma once

#include "control/environment.hpp"
#include "control/runner.hpp"

#include <optional>
#include <string>

namespace control {

class Remote final : public JobRunner {
 public:
  // `address` as store::Holder has it: "127.0.0.1:8000" or "http://…". `environment` outlives it.
  Remote(const std::string& address, Environment& environment, std::string ca_file = "");

  base::Result<collect::JobView> start(collect::BackfillSpec spec, std::string kind) override;
  base::Result<collect::JobView> resume(std::string id) override;
  base::Result<collect::JobView> pause(std::string id) override;
  base::Result<collect::JobView> cancel(std::string id) override;
  base::Result<std::vector<collect::JobView>> jobs() override;
  base::Result<collect::JobView> job(std::string id) override;
  base::Result<Watched> watch(std::string id, bool stop_it, SeenJob seen) override;

  // The body of a GET below /api/v1. Code::unreachable where nobody answers; else what the problem document says.
  base::Result<std::string> get(const std::string& path);

 private:
  base::Result<std::string> ask(const std::string& method, const std::string& path, std::string body);
  base::Result<collect::JobView> ask_job(const std::string& method, const std::string& path, std::string body = "");

  std::string base_;  // "http://127.0.0.1:8000/api/v1"
  Environment& environment_;
  std::string ca_file_;
};

// Who does collecting work on this data folder: the daemon that holds it, or the collector of this process in the name
// of `verb`. Code::locked names another holder.
base::Result<std::unique_ptr<JobRunner>> open_runner(Environment& environment, const Settings& settings,
                                                     const std::string& verb);

}  // namespace control
