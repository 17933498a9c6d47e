// The venues as this process asks them: one source each, one limiter per host, and how each stands.
#pragma once

#include "collect/collector.hpp"
#include "feed/source.hpp"
#include "rt/semaphore.hpp"
#include "store/library.hpp"
#include "venue/facts.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace collect {

class Sources {
 public:
  // Everything outlives this. Limiter states are kept in the journal, so that a ban outlives the process.
  Sources(const venue::Registry& venues, net::Http& http, store::Journal& journal, rt::Clock& clock,
          feed::RestSettings settings, std::size_t questions_at_once);

  struct Venue {
    Venue(venue::Facts facts, net::Http& http, feed::Limiter& limiter, rt::Clock& clock, const Sources& owner);
    feed::RestSource rest;
    std::unique_ptr<feed::Source> source;  // `rest`, watched: how its questions end is noted below.
    rt::Semaphore questions;
    const feed::Limiter& limiter;
    std::string note;   // What it does just now, when it is not simply asking.
    std::string error;  // Of the last question that failed for good; cleared by the next that succeeds.
    std::optional<market::Time> since{};  // Of that error, or of the first try in vain.
    market::Time last_answer{};
  };

  // Code::usage for an unknown exchange (with the nearest), Code::refused for a closed one.
  base::Result<Venue*> open(const std::string& id);
  // All venues that were opened, and those with data in `stored`.
  std::vector<SourceView> views(const std::map<std::string, std::int64_t>& stored) const;

 private:
  feed::Limiter& limiter_for(const venue::Facts& facts);
  SourceView view_of(const std::string& id) const;

  const venue::Registry& venues_;
  net::Http& http_;
  store::Journal& journal_;
  rt::Clock& clock_;
  feed::RestSettings settings_;
  std::size_t questions_at_once_;
  std::map<std::string, std::unique_ptr<feed::Limiter>> limiters_;  // By host.
  std::map<std::string, std::unique_ptr<Venue>> open_;
};

}  // namespace collect
