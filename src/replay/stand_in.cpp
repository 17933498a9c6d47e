#include "replay/stand_in.hpp"

#include "base/text.hpp"
#include "net/reply_head.hpp"

#include <fmt/format.h>

namespace replay {

using market::Time;

namespace {

constexpr std::string_view own_paths = "/__replay/";

std::string counts_json(const Mischief& mischief) {
  std::vector<std::string> entries;
  for (const auto fault : all_faults()) {
    entries.push_back(fmt::format(R"("{}":{})", name(fault), mischief.count(fault)));
  }
  return base::join(entries, ",");
}

}  // namespace

base::Result<std::unique_ptr<StandIn>> StandIn::make(std::unique_ptr<Tape> tape, StandInSettings settings) {
  const View probe(*tape, Quiet::absent);
  CHECK(make_exchange(settings.venue, probe));
  return std::make_unique<StandIn>(std::move(tape), std::move(settings));
}

StandIn::StandIn(std::unique_ptr<Tape> tape, StandInSettings settings)
    : settings_{std::move(settings)},
      tape_{std::move(tape)},
      view_{*tape_, settings_.quiet.value_or(Quiet::absent)},
      exchange_{make_exchange(settings_.venue, view_).value()},
      gate_{settings_.budget.value_or(Budget{})},
      mischief_{settings_.faults, settings_.fault_seed, view_} {}

StandIn::Outcome StandIn::answer(const net::Request& request, Moment at) {
  auto question = take_apart(request);
  Outcome outcome;
  if (!question) {
    outcome.reply = json_reply(400, R"({"error":"broken escape in the address"})");
  } else if (question->path.starts_with(own_paths)) {
    return own(*question, request, at.now);
  } else {
    outcome = ask(*question, request.url, at);
  }
  ++questions_;
  ++statuses_[outcome.reply.status];
  outcome.reply.headers.set("Date", net::http_date(at.now));
  return outcome;
}

StandIn::Outcome StandIn::ask(const Question& question, const std::string& key, Moment at) {
  Outcome outcome;
  const auto plan = mischief_.plan();
  const auto turned = gate_.turn_away(exchange_->weight(question), at.uptime);
  if (turned) {
    outcome.reply = exchange_->refuse(turned->refusal, turned->wait, at.now);
  } else if (auto instead = mischief_.instead(plan, *exchange_, at.now)) {
    if (instead->shuts) gate_.shut(*instead->shuts, instead->wait, at.uptime);
    outcome.reply = std::move(instead->reply);
  } else {
    auto answer = exchange_->answer(question, at.now, mischief_.alter(plan, key, at.now));
    rows_ += answer.rows;
    outcome.reply = std::move(answer.reply);
    outcome.late = mischief_.spoil(plan, outcome.reply);
  }
  exchange_->tell_used(outcome.reply, gate_.used());
  return outcome;
}

StandIn::Outcome StandIn::own(const Question& question, const net::Request& request, Time now) {
  if (question.path == "/__replay/status") return {json_reply(200, status(now))};
  if (question.path == "/__replay/revised") return {json_reply(200, revisions())};
  if (question.path != "/__replay/faults") {
    return {json_reply(404, R"({"error":"there are /__replay/status, /__replay/revised and /__replay/faults"})")};
  }
  if (question.method == "POST") return {change_faults(request.body)};
  return {json_reply(200, fmt::format(R"({{"faults":"{}"}})", mischief_.faults().text()))};
}

net::Reply StandIn::change_faults(const std::string& text) {
  const auto faults = Faults::parse(text);
  if (!faults) return json_reply(400, fmt::format(R"({{"error":{}}})", base::json_quote(faults.error().what)));
  mischief_.change(*faults);
  return json_reply(200, fmt::format(R"({{"faults":"{}"}})", faults->text()));
}

std::string StandIn::revisions() const {
  std::vector<std::string> entries;
  for (const auto& [bucket, candle] : view_.revised()) {
    const auto& [listing, timeframe, open] = bucket;
    entries.push_back(fmt::format(
        R"({{"symbol":{},"timeframe":"{}","open_time":{},"open":"{}","high":"{}","low":"{}","close":"{}","volume":"{}"}})",
        base::json_quote(tape_->listings()[listing].symbol), timeframe.text(), market::ms_of(open), candle.open.text(),
        candle.high.text(), candle.low.text(), candle.close.text(), candle.volume.value_or(base::Decimal{}).text()));
  }
  return fmt::format("[{}]", base::join(entries, ","));
}

std::string StandIn::status(Time now) const {
  std::vector<std::string> statuses;
  for (const auto& [status, count] : statuses_) statuses.push_back(fmt::format(R"("{}":{})", status, count));
  return fmt::format(R"({{"venue":"{}","now":{},"symbols":{},"requests":{},"rows":{},"asked_while_shut":{},"used":{},)"
                     R"("faults":"{}","fault_seed":{},"fault_counts":{{{}}},"statuses":{{{}}},"revisions":{}}})",
                     settings_.venue, market::ms_of(now), tape_->listings().size(), questions_, rows_,
                     gate_.asked_while_shut(), gate_.used(), mischief_.faults().text(), settings_.fault_seed,
                     counts_json(mischief_), base::join(statuses, ","), view_.revised().size());
}

}  // namespace replay
