// The HTTP side of the daemon: every request in, one reply out, and never an exception.
#pragma once

#include "rt/clock.hpp"
#include "rt/worker.hpp"
#include "serve/about.hpp"
#include "serve/pages.hpp"
#include "serve/router.hpp"
#include "serve/work.hpp"
#include "venue/facts.hpp"

#include <memory>

namespace serve {

class Api {
 public:
  // Everything it is given by reference outlives it. The store is read on `readers`; all else happens on the thread
  // that calls answer(), which must be the thread that `work` belongs to.
  Api(const store::Library& library, Work work, const venue::Registry& venues, rt::Worker& readers, rt::Clock& clock,
      About about, Assets assets = embedded_pages());
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // For net::HttpServer. The only error is Code::cancelled.
  rt::Task<net::Reply> answer(net::Request request);
  // From now on /readyz says 503 and event streams end; call it before the server is stopped.
  void drain();
  const Router& router() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serve
