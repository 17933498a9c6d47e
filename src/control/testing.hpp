// A command line under test: its words, its streams, its clock; a folder that is gone afterwards.
#pragma once

#include "base/text.hpp"
#include "control/control.hpp"
#include "store/library.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace control::testing {

inline market::Time at(std::string_view text) {
  return *market::parse_time(text, {});
}

// What a fake runner was asked, and what it answers.
struct Script {
  std::vector<std::string> asked;
  std::vector<collect::JobView> views;  // One after another while it is watched; the last ends it.
  int signal = 0;
  std::optional<base::Error> refusal{};
};

class FakeRunner final : public JobRunner {
 public:
  explicit FakeRunner(Script& script) : script_{script} {}

  base::Result<collect::JobView> start(collect::BackfillSpec spec, std::string kind) override {
    return answer(kind + " " + spec.json());
  }
  base::Result<collect::JobView> resume(std::string id) override { return answer("resume " + id); }
  base::Result<collect::JobView> pause(std::string id) override { return answer("pause " + id); }
  base::Result<collect::JobView> cancel(std::string id) override { return answer("cancel " + id); }
  base::Result<std::vector<collect::JobView>> jobs() override { return script_.views; }
  base::Result<collect::JobView> job(std::string id) override { return answer("job " + id); }
  base::Result<Watched> watch(std::string /*id*/, bool /*stop_it*/, SeenJob seen) override {
    for (const auto& view : script_.views) seen(view);
    return Watched{script_.views.back(), script_.signal};
  }

 private:
  base::Result<collect::JobView> answer(std::string what) {
    script_.asked.push_back(std::move(what));
    if (script_.refusal) return std::unexpected(*script_.refusal);
    return script_.views.front();
  }
  Script& script_;
};

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "wick-control-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    data_ = folder_ / "data";
    std::ofstream(folder_ / "wick.yaml") << "# nothing\n";
  }
  void TearDown() override {
    std::error_code problem;
    std::filesystem::permissions(data_, std::filesystem::perms::owner_all, problem);
    std::filesystem::remove_all(folder_, problem);
  }

  // The exit code of `wick <words>`; out and err hold what was said.
  int wick(const std::vector<std::string>& words) {
    out.clear();
    err.clear();
    std::vector<const char*> argv = {"wick"};
    for (const auto& word : words) argv.push_back(word.c_str());
    return run(static_cast<int>(argv.size()), argv.data(), environment());
  }
  // The same for words without spaces in them, on this test's data folder.
  int wick_here(const std::string& line) {
    auto words = base::split(line, ' ');
    words.insert(words.end(), {"--data", data_.string()});
    return wick(words);
  }

  Environment environment() {
    Environment made;
    made.out = [this](std::string_view text) -> base::Done {
      if (out_limit && out.size() + text.size() > *out_limit) return std::unexpected(out_error);
      out += text;
      return {};
    };
    made.err = [this](std::string_view text) { err += text; };
    made.out_is_terminal = terminal;
    made.err_is_terminal = terminal;
    made.width = width;
    made.now = [this] { return now; };
    made.steady = [this] { return steady += tick; };
    made.sleep = [this](std::chrono::milliseconds length) { slept += length; };
    made.signal = [this] { return signal; };
    made.variables = {{"WICK_CONFIG", (folder_ / "wick.yaml").string()}};
    made.ask = [this](net::Request request, std::chrono::milliseconds, const std::string&) {
      return ask(std::move(request));
    };
    made.hooks.open_collector = [this](const Settings&,
                                       const std::string& verb) -> base::Result<std::unique_ptr<JobRunner>> {
      script.asked.push_back("open " + verb);
      return std::make_unique<FakeRunner>(script);
    };
    return made;
  }

  std::filesystem::path folder_;
  std::filesystem::path data_;
  std::string out, err;
  std::optional<std::size_t> out_limit{};
  base::Error out_error{base::Code::no_space, "the output cannot be written: full", {}};
  bool terminal = false;
  int width = 80;
  int signal = 0;
  market::Time now = at("2024-03-10T00:00:30Z");
  std::chrono::steady_clock::time_point steady{};
  std::chrono::milliseconds tick{0};  // How far each look at the steady clock moves it.
  std::chrono::milliseconds slept{0};
  Script script;
  std::function<base::Result<net::Response>(net::Request)> ask =
      [](const net::Request&) -> base::Result<net::Response> {
    return base::fail(base::Code::retry, "nobody listens");
  };
};

}  // namespace control::testing
