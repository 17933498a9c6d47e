// What the pages and the command line may set going: a narrow view of the collector, so that a test can stand in for
// it.
#pragma once

#include "collect/collector.hpp"
#include "net/http_client.hpp"
#include "rt/worker.hpp"
#include "store/library.hpp"

#include <functional>
#include <string>
#include <vector>

namespace serve {

// All of it is called on the thread of the collector, which is the thread that answers.
struct Work {
  std::function<rt::Task<collect::JobView>(collect::BackfillSpec, std::string kind)> start;
  std::function<rt::Task<collect::JobView>(std::string id)> resume;
  std::function<rt::Task<void>(std::string id)> pause;
  std::function<rt::Task<void>(std::string id)> cancel;
  std::function<base::Result<std::vector<collect::JobView>>()> jobs;
  std::function<base::Result<collect::JobView>(const std::string& id)> job;
  std::function<std::vector<collect::SourceView>()> sources;
  std::function<std::size_t(collect::Collector::Listener)> listen;
  std::function<void(std::size_t token)> unlisten;
  // Which of two candles is served; runs where the writers live.
  std::function<rt::Task<void>(std::string venue, std::int64_t conflict, bool serve_other)> settle_conflict;
  std::function<net::HttpClient::Counts()> asked{};  // For the metrics, where there is a client.
};

// Everything it is given outlives what it returns. `disk` is the thread of the writers.
Work work_of(collect::Collector& collector, store::Library& library, rt::Worker& disk);

}  // namespace serve
