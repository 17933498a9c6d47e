// An API over a small store in a folder of its own, with jobs that a test can script.
#pragma once

#include "serve/api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unistd.h>

namespace serve {

using namespace std::chrono_literals;

// Stands still; sleeping moves it on.
class StillClock final : public rt::Clock {
 public:
  rt::WallTime now() const override { return at; }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point{at.time_since_epoch()};
  }
  rt::Task<void> sleep(std::chrono::milliseconds length) override {
    at += length;
    if (slept) slept();
    co_return base::Done{};
  }
  rt::WallTime at = market::time_from_ms(1'709'726'400'000);  // 2024-03-06T12:00:00Z
  std::function<void()> slept{};
};

// Keeps what is streamed.
class KeptBody final : public net::BodyWriter {
 public:
  rt::Task<void> write(std::string piece) override {
    pieces.push_back(std::move(piece));
    if (pieces.size() >= pieces_max) co_return base::fail(base::Code::cancelled, "the client has gone");
    co_return base::Done{};
  }
  std::vector<std::string> pieces;
  std::size_t pieces_max = SIZE_MAX;
};

struct Got {
  int status = 0;
  net::Headers headers;
  std::string body;
  std::size_t pieces = 0;
  boost::json::value json() const { return boost::json::parse(body); }
  std::string header(std::string_view name) const { return std::string{headers.find(name).value_or("")}; }
};

class ApiTest : public testing::Test {
 protected:
  // 2024-03-05T00:00:00Z: 1m of binance:BTC/USDT from here for a day and a half, with holes; see SetUp.
  static constexpr market::Time day = market::time_from_ms(1'709'596'800'000);

  ApiTest() : folder_{make_folder()}, library_{*store::Library::open_to_write(folder_, "test")} {}
  ~ApiTest() override {
    api_.reset();
    std::filesystem::remove_all(folder_);
  }

  void SetUp() override {
    fill_store();
    About about;
    about.version = "1.2.3";
    about.revision = "abc";
    about.listen = "127.0.0.1:8000";
    about.started = clock_.at;
    api_ = std::make_unique<Api>(library_, scripted_work(), venues_, readers_, clock_, about);
  }

  Got ask(std::string method, std::string url, std::string body = "",
          std::vector<std::pair<std::string, std::string>> headers = {}) {
    net::Request request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.body = std::move(body);
    request.headers.set("Host", "localhost:8000");
    if (request.method == "POST") request.headers.set("Content-Type", "application/json");
    for (auto& [name, value] : headers) request.headers.set(name, value);
    Got got;
    boost::asio::io_context loop;
    boost::asio::co_spawn(loop, run(std::move(request), got), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    loop.run();
    return got;
  }
  Got get(std::string url) { return ask("GET", std::move(url)); }

  static market::Candle candle(market::Time open, std::int64_t number) {
    market::Candle made;
    made.open_time = open;
    made.open = base::Decimal::of(6'100'000 + number, 2);
    made.high = base::Decimal::of(6'200'000 + number, 2);
    made.low = base::Decimal::of(6'000'000 - number, 2);
    made.close = base::Decimal::of(6'100'050 + number, 2);
    made.volume = base::Decimal::of(number * 100 + 25, 4);
    return made;
  }

  // Minutes [from, until) of the day, and everything else there is to know of them.
  void record(const market::Series& series, int from, int until, std::vector<market::Known> voids = {}) {
    auto* writer = *library_.writer(series.venue);
    const auto id = *writer->ensure(series, "BTCUSDT");
    store::Answer answer{
        .series = id, .span = {day + from * 1min, day + until * 1min}, .candles = {}, .voids = {}, .provenance = {}};
    answer.provenance = {store::Evidence::rest, "rest", "7f31", clock_.at};
    for (int minute = from; minute < until; ++minute) answer.candles.push_back(candle(day + minute * 1min, minute));
    for (auto& known : voids) answer.voids.push_back(known);
    for (const auto& known : voids) {
      std::erase_if(answer.candles, [&](const auto& each) { return known.span.holds(each.open_time); });
    }
    const auto recorded = writer->record({&answer, 1});
    ASSERT_TRUE(recorded) << recorded.error().what;
  }

  // 0..600 held, of which 100..110 without trades and 200..260 in an outage; 600..660 missing; 660..2160 held.
  void fill_store() {
    using market::State;
    record(series_, 0, 600,
           {{{day + 100min, day + 110min}, State::no_trade}, {{day + 200min, day + 260min}, State::outage}});
    record(series_, 660, 2160);
    auto* writer = *library_.writer("binance");
    ASSERT_TRUE(writer->want(*writer->ensure(series_, "BTCUSDT"), {day, day + 2160min}));
    market::Instrument instrument{.symbol = "BTC/USDT", .venue_symbol = "BTCUSDT", .base = "BTC", .quote = "USDT"};
    ASSERT_TRUE(writer->put_instruments({&instrument, 1}));
    record({"binance", "ETH/USDT"}, 0, 10);
    record({"kraken", "BTC/USD"}, 0, 10);
  }

  Work scripted_work() {
    Work work;
    work.start = [this](collect::BackfillSpec spec, std::string kind) {
      return start(std::move(spec), std::move(kind));
    };
    work.resume = [this](std::string id) { return move_to(std::move(id), collect::JobState::running); };
    work.pause = [this](std::string id) { return put(std::move(id), collect::JobState::paused); };
    work.cancel = [this](std::string id) { return put(std::move(id), collect::JobState::cancelled); };
    work.jobs = [this]() -> base::Result<std::vector<collect::JobView>> { return jobs_; };
    work.job = [this](const std::string& id) { return find_job(id); };
    work.sources = [] { return std::vector<collect::SourceView>{{"binance", "waiting", {}, "429", "wait", 0.41, 2}}; };
    work.listen = [this](collect::Collector::Listener listener) {
      listeners_.emplace(++tokens_, std::move(listener));
      return tokens_;
    };
    work.unlisten = [this](std::size_t token) { listeners_.erase(token); };
    work.settle_conflict = [this](std::string venue, std::int64_t conflict, bool serve_other) {
      return settle(std::move(venue), conflict, serve_other);
    };
    return work;
  }

  collect::JobView& add_job(std::string id, collect::JobState state) {
    collect::JobView job;
    job.id = std::move(id);
    job.kind = "backfill";
    job.state = state;
    job.spec.venue = "binance";
    job.series.push_back({series_, {}, 100, 40, 40, "waiting: rate limit 3 s", ""});
    jobs_.push_back(std::move(job));
    return jobs_.back();
  }

  void tell(const collect::JobView& job) {
    const auto listeners = listeners_;
    for (const auto& [token, listener] : listeners) listener(job);
  }

  base::Result<collect::JobView> find_job(const std::string& id) const {
    for (const auto& job : jobs_) {
      if (job.id == id) return job;
    }
    return base::fail(base::Code::not_found, "no job " + id);
  }

  const market::Series series_{"binance", "BTC/USDT"};
  std::filesystem::path folder_;
  store::Library library_;
  venue::Registry venues_ = *venue::Registry::load({});
  rt::Worker readers_;
  StillClock clock_;
  std::vector<collect::JobView> jobs_;
  std::vector<collect::BackfillSpec> started_;
  std::vector<std::string> settled_;
  std::optional<base::Error> refusal_;
  std::map<std::size_t, collect::Collector::Listener> listeners_;
  std::size_t tokens_ = 0;
  std::size_t pieces_max_ = SIZE_MAX;
  std::unique_ptr<Api> api_;

 private:
  static std::filesystem::path make_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "wick-serve-XXXXXX").string();
    MUST(mkdtemp(pattern.data()) != nullptr);
    return pattern;
  }

  boost::asio::awaitable<void> run(net::Request request, Got& got) {
    auto reply = co_await api_->answer(std::move(request));
    EXPECT_TRUE(reply);
    if (!reply) co_return;
    got = {reply->status, reply->headers, reply->body};
    if (!reply->stream) co_return;
    KeptBody body;
    body.pieces_max = pieces_max_;
    co_await reply->stream(body);
    got.pieces = body.pieces.size();
    for (const auto& piece : body.pieces) got.body += piece;
  }

  rt::Task<collect::JobView> start(collect::BackfillSpec spec, std::string kind) {
    if (refusal_) co_return std::unexpected(*refusal_);
    started_.push_back(spec);
    auto& job = add_job("7f3" + std::to_string(started_.size()), collect::JobState::running);
    job.kind = std::move(kind);
    co_return job;
  }

  rt::Task<collect::JobView> move_to(std::string id, collect::JobState state) {
    for (auto& job : jobs_) {
      if (job.id == id) job.state = state;
    }
    co_return find_job(id);
  }

  rt::Task<void> put(std::string id, collect::JobState state) {
    CO_TRY([[maybe_unused]] const auto job, co_await move_to(std::move(id), state));
    co_return base::Done{};
  }

  rt::Task<void> settle(std::string venue, std::int64_t conflict, bool serve_other) {
    settled_.push_back(venue + " " + std::to_string(conflict) + (serve_other ? " other" : " current"));
    co_return base::Done{};
  }
};

}  // namespace serve
