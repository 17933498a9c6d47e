#include "app/hooks.hpp"

#include "app/daemon.hpp"
#include "app/demo.hpp"
#include "app/local_runner.hpp"
#include "app/stand_in.hpp"

namespace app {

control::Hooks hooks(const control::Environment& environment) {
  control::Hooks made;
  made.run_daemon = [&environment](const control::Settings& settings) { return run_daemon(settings, environment); };
  made.run_demo = [&environment](const control::Settings& settings, const control::DemoOptions& options) {
    return run_demo(settings, options, environment);
  };
  made.run_replay = [&environment](const control::Settings&, const control::ReplayOptions& options) {
    return run_replay(options, environment);
  };
  made.open_collector = [&environment](const control::Settings& settings,
                                       const std::string& verb) -> base::Result<std::unique_ptr<control::JobRunner>> {
    TRY(auto engine, Engine::open(settings, environment.variables, verb));
    return std::make_unique<LocalRunner>(std::move(engine), environment.signal);
  };
  return made;
}

}  // namespace app
