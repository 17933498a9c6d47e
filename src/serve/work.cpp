#include "serve/work.hpp"

namespace serve {

namespace {

base::Result<bool> settle_in(store::Library& library, const std::string& venue, std::int64_t conflict,
                             bool serve_other) {
  TRY(auto* writer, library.writer(venue));
  CHECK(writer->settle_conflict(conflict, serve_other));
  return true;
}

rt::Task<void> settle(store::Library& library, rt::Worker& disk, std::string venue, std::int64_t conflict,
                      bool serve_other) {
  auto work = [&library, venue, conflict, serve_other] { return settle_in(library, venue, conflict, serve_other); };
  CO_TRY([[maybe_unused]] const bool settled, co_await disk.run(std::move(work)));
  co_return base::Done{};
}

}  // namespace

Work work_of(collect::Collector& collector, store::Library& library, rt::Worker& disk) {
  Work work;
  work.start = [&collector](collect::BackfillSpec spec, std::string kind) {
    return collector.start(std::move(spec), std::move(kind));
  };
  work.resume = [&collector](std::string id) { return collector.resume(std::move(id)); };
  work.pause = [&collector](std::string id) { return collector.pause(std::move(id)); };
  work.cancel = [&collector](std::string id) { return collector.cancel(std::move(id)); };
  work.jobs = [&collector] { return collector.jobs(); };
  work.job = [&collector](const std::string& id) { return collector.job(id); };
  work.sources = [&collector] { return collector.sources(); };
  work.listen = [&collector](collect::Collector::Listener listener) { return collector.listen(std::move(listener)); };
  work.unlisten = [&collector](std::size_t token) { collector.unlisten(token); };
  work.settle_conflict = [&library, &disk](std::string venue, std::int64_t conflict, bool serve_other) {
    return settle(library, disk, std::move(venue), conflict, serve_other);
  };
  return work;
}

}  // namespace serve
