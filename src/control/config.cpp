#include "base/text.hpp"
#include "control/context.hpp"
#include "control/venues.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace control {

namespace {

// That the exchanges and timeframes of the feeds exist; the symbols are known to the exchanges alone.
base::Done check_feeds(const Settings& settings, const venue::Registry& venues) {
  for (const auto& feed : settings.feeds) {
    const auto facts = venues.find(feed.venue);
    if (!facts) return base::within("feeds", facts.error());
    for (const auto& timeframe : feed.timeframes) {
      if ((*facts)->code_of(timeframe)) continue;
      std::vector<std::string> offered;
      for (const auto& [known, code] : (*facts)->timeframes) offered.push_back(known.text());
      return base::fail(base::Code::usage, fmt::format("feeds: {} has no candles of {}; expected some of {}",
                                                       feed.venue, timeframe.text(), base::join(offered, ", ")));
    }
  }
  return {};
}

base::Result<int> check(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto venues, load_venues(*settings));
  CHECK(check_feeds(*settings, venues));
  std::error_code problem;
  if (!settings->ca_file.empty() && !std::filesystem::is_regular_file(settings->ca_file, problem)) {
    return base::fail(base::Code::usage, fmt::format("ca_file: there is no file {}", settings->ca_file));
  }
  const auto file = find_config_file(context.settings_sources());
  const auto summary =
      fmt::format("{}: {} settings, {} feeds, {} exchanges known", file ? file->string() : "no settings file",
                  settings->origins.size(), settings->feeds.size(), venues.all().size());
  if (context.json()) {
    CHECK(context.print(fmt::format("{{\"ok\":true,\"file\":{},\"settings\":{},\"feeds\":{},\"exchanges\":{}}}\n",
                                    file ? base::json_quote(file->string()) : "null", settings->origins.size(),
                                    settings->feeds.size(), venues.all().size())));
  } else {
    CHECK(context.print(summary + "\nok\n"));
  }
  return 0;
}

base::Result<int> show(Context& context) {
  TRY(const auto* settings, context.settings());
  const bool origins = context.arguments().has("--origin");
  Table table({{"key", "KEY"}, {"value", "VALUE"}, {"origin", origins ? "FROM" : ""}});
  for (const auto& origin : settings->origins) table.add({cell(origin.key), cell(origin.value), cell(origin.from)});
  CHECK(context.show("settings", std::move(table)));
  return 0;
}

base::Result<int> path(Context& context) {
  const auto file = find_config_file(context.settings_sources());
  if (!file) {
    return base::fail(base::Code::not_found,
                      "there is no settings file; expected config/wick.yaml or /etc/wick/wick.yaml, or name one with "
                      "--config FILE");
  }
  CHECK(context.print(context.json() ? fmt::format("{{\"path\":{}}}\n", base::json_quote(file->string()))
                                     : file->string() + "\n"));
  return 0;
}

}  // namespace

std::vector<Command> config_verbs() {
  Command check_it;
  check_it.path = "config check";
  check_it.summary = "whether the settings make sense";
  check_it.examples = "wick config check\nwick config check --config /etc/wick/wick.yaml";
  check_it.notes = "Exit code 2 names file, line and column.";
  check_it.run = check;
  Command show_it;
  show_it.path = "config show";
  show_it.summary = "every setting as it counts";
  show_it.examples = "wick config show --origin\nWICK_DATA=/srv/candles wick config show --origin --json";
  show_it.flags = {{"--origin", "", "and where each comes from"}};
  show_it.run = show;
  Command path_of;
  path_of.path = "config path";
  path_of.summary = "which settings file is read";
  path_of.examples = "wick config path";
  path_of.run = path;
  return {check_it, show_it, path_of};
}

}  // namespace control
