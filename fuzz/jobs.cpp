// Jobs as the journal and the REST interface tell them, and what a limiter kept: any text is read or refused, and can
// be shown.
#include "base/must.hpp"
#include "collect/job_record.hpp"
#include "control/job_json.hpp"
#include "feed/limiter.hpp"
#include "rt/clock.hpp"

#include <cstddef>
#include <cstdint>

namespace {

void read_record(const std::string& text) {
  const auto view = collect::from_record({"1", "backfill", text, "queued", text, {}, {}, {}});
  if (!view) return;
  const auto again = collect::BackfillSpec::from_json(view->spec.json());
  MUST(again && *again == view->spec);
  static_cast<void>(collect::to_record(*view));
}

void read_remote(std::string_view text) {
  if (const auto job = control::read_job(text)) {
    MUST(control::read_job(control::job_json(*job)));
    static_cast<void>(market::rfc3339(job->created));
  }
  static_cast<void>(control::read_jobs(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  read_record(text);
  read_remote(text);
  rt::SystemClock clock;
  const feed::Limiter limiter({}, clock, text);
  MUST(limiter.wait(1, feed::Priority::live) <= std::chrono::days{3});
  static_cast<void>(limiter.save());
  return 0;
}
