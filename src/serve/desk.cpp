#include "serve/desk.hpp"

namespace serve {

namespace {

// Nothing may leave the thread of the readers as an exception.
Answer guarded(const Read& read, Desk& desk, const Call& call) {
  try {
    return read(desk, call);
  } catch (const std::exception& thrown) {
    return refuse(problem_of({base::Code::failed, std::string{"could not answer: "} + thrown.what()}));
  }
}

boost::asio::awaitable<Answer> on_readers(Desk& desk, Read read, std::shared_ptr<const Call> call) {
  auto work = [&desk, read = std::move(read), call]() -> base::Result<Answer> {
    return base::Result<Answer>{std::in_place, guarded(read, desk, *call)};
  };
  auto answered = co_await desk.readers.run(std::move(work));
  if (!answered) co_return refuse(problem_of(answered.error()));
  co_return *std::move(answered);
}

boost::asio::awaitable<Answer> here(Desk& desk, Read read, Call call) {
  co_return guarded(read, desk, call);
}

}  // namespace

Handler reading(Desk& desk, Read read) {
  return [&desk, read = std::move(read)](Call call) {
    return on_readers(desk, read, std::make_shared<const Call>(std::move(call)));
  };
}

Handler at_once(Desk& desk, Read read) {
  return [&desk, read = std::move(read)](Call call) { return here(desk, read, std::move(call)); };
}

std::vector<Route> all_routes(Desk& desk) {
  std::vector<Route> routes;
  for (auto part : {data_routes(desk), work_routes(desk), root_routes(desk), earlier_routes(desk)}) {
    std::ranges::move(part, std::back_inserter(routes));
  }
  return routes;
}

}  // namespace serve
