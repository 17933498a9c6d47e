#include "base/text.hpp"
#include "control/context.hpp"
#include "control/venues.hpp"
#include "control/verbs.hpp"
#include "venue/ask.hpp"
#include "venue/read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

namespace {

struct Finding {
  std::string id;
  bool answers = false;
  std::chrono::milliseconds took{0};
  std::string problem;
};

// One small question: the clock where the exchange tells it, else its list of instruments.
Finding look_at(Environment& environment, const venue::Facts& facts, std::chrono::milliseconds limit,
                const std::string& ca_file) {
  Finding finding{facts.id, false, {}, {}};
  if (facts.closed) {
    finding.problem = *facts.closed;
    return finding;
  }
  const auto question = venue::ask_time(facts).value_or(venue::ask_instruments(facts));
  net::Request request;
  request.method = question.method;
  request.url = question.url;
  request.body = question.body;
  const auto begun = environment.steady();
  const auto response = environment.ask(std::move(request), limit, ca_file);
  finding.took = std::chrono::duration_cast<std::chrono::milliseconds>(environment.steady() - begun);
  if (!response) {
    finding.problem = response.error().what;
    return finding;
  }
  const auto type = response->headers.find("Content-Type");
  const venue::Answered answered{response->status, response->body, type.value_or(""), {}};
  if (const auto error = venue::read_error(facts, answered, environment.now())) {
    finding.problem = error->what;
  } else {
    finding.answers = true;
  }
  return finding;
}

// Those named, else those of the feeds, else all that are open.
std::vector<std::string> choose(Context& context, const Settings& settings, const venue::Registry& venues) {
  auto ids = context.arguments().all("EXCHANGE");
  if (ids.empty()) {
    for (const auto& feed : settings.feeds) {
      if (std::ranges::find(ids, feed.venue) == ids.end()) ids.push_back(feed.venue);
    }
  }
  if (ids.empty()) {
    for (const auto& [id, facts] : venues.all()) {
      if (!facts.closed) ids.push_back(id);
    }
  }
  return ids;
}

base::Result<int> check(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto venues, load_venues(*settings));
  const auto timeout = market::parse_duration(context.arguments().one("--timeout").value_or("10s"));
  if (!timeout || *timeout == std::chrono::milliseconds{0}) {
    return base::fail(base::Code::usage,
                      fmt::format("--timeout: {}", timeout ? "expected more than nothing" : timeout.error().what));
  }
  std::vector<const venue::Facts*> chosen;
  for (const auto& id : choose(context, *settings, venues)) {
    TRY(const auto* facts, venues.find(id));
    chosen.push_back(facts);
  }
  Table table({{"exchange", "EXCHANGE"}, {"answers", "ANSWERS"}, {"took_ms", "MS", true}, {"problem", "PROBLEM"}});
  std::size_t answering = 0;
  for (const auto* facts : chosen) {
    const auto finding = look_at(context.environment(), *facts, *timeout, settings->ca_file);
    answering += finding.answers ? 1 : 0;
    table.add({cell(finding.id), cell_json(finding.answers ? "yes" : "no", finding.answers ? "true" : "false"),
               cell(std::int64_t{finding.took.count()}), cell(finding.problem)});
    if (context.environment().signal() != 0) return 128 + context.environment().signal();
  }
  CHECK(context.show("sources", std::move(table)));
  if (answering == chosen.size()) return 0;
  return answering == 0 ? 1 : 3;
}

}  // namespace

std::vector<Command> sources_verbs() {
  Command command;
  command.path = "sources check";
  command.summary = "whether exchanges answer from here";
  command.examples = "wick sources check\nwick sources check binance bitfinex --timeout 5s";
  command.notes = "Exit code 0: all answer, 3: some do not, 1: none does.";
  command.positionals = {{"EXCHANGE", "which (default: those of the feeds, else all)", false, true}};
  command.flags = {{"--timeout", "TIME", "for each answer, such as 5s or 500ms (default 10s)"}};
  command.run = check;
  return {command};
}

}  // namespace control
