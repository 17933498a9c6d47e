#include "net/resolver.hpp"

#include "rt/within.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace net {
namespace {

using base::Code;

Resolver::Addresses one(const char* text) {
  return {boost::asio::ip::make_address(text)};
}

// All asked at once, on one loop.
std::vector<base::Result<Resolver::Addresses>> resolve(Resolver& resolver, const std::vector<std::string>& hosts,
                                                       std::chrono::milliseconds limit = std::chrono::seconds{10}) {
  boost::asio::io_context context{1};
  std::vector<base::Result<Resolver::Addresses>> found(hosts.size());
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    boost::asio::co_spawn(context, rt::within(limit, resolver.resolve(hosts[i])),
                          [&found, i](const std::exception_ptr& thrown, base::Result<Resolver::Addresses> result) {
                            if (!thrown) found[i] = std::move(result);
                          });
  }
  context.run();
  return found;
}

struct Names {
  std::atomic<int> asked = 0;
  std::atomic<bool> fails = false;
  Resolver::LookUp look_up() {
    return [this](const std::string&) -> base::Result<Resolver::Addresses> {
      ++asked;
      if (fails) return base::fail(Code::retry, "its name was not found");
      return one("10.0.0.1");
    };
  }
};

TEST(Resolver, asks_once_for_all_who_want_the_same_name) {
  rt::SystemClock clock;
  Names names;
  Resolver resolver(clock, names.look_up());
  for (const auto& found : resolve(resolver, {"a", "a", "a"})) EXPECT_EQ(found, one("10.0.0.1"));
  EXPECT_EQ(resolve(resolver, {"a"}).front(), one("10.0.0.1"));
  EXPECT_EQ(names.asked, 1);
}

TEST(Resolver, takes_an_address_for_itself) {
  rt::SystemClock clock;
  Names names;
  Resolver resolver(clock, names.look_up());
  EXPECT_EQ(resolve(resolver, {"::1"}).front(), one("::1"));
  EXPECT_EQ(names.asked, 0);
}

TEST(Resolver, serves_what_it_knew_where_a_new_look_up_fails) {
  rt::SystemClock clock;
  Names names;
  Resolver resolver(clock, names.look_up());
  resolve(resolver, {"a"});
  names.fails = true;
  resolver.forget("a");
  EXPECT_EQ(resolve(resolver, {"a"}).front(), one("10.0.0.1"));
  EXPECT_EQ(names.asked, 2);
  EXPECT_EQ(resolve(resolver, {"b"}).front().error().code, Code::retry);
}

TEST(Resolver, lets_nobody_wait_for_a_look_up_that_hangs) {
  rt::SystemClock clock;
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  Resolver resolver(clock, [open](const std::string& host) -> base::Result<Resolver::Addresses> {
    if (host == "stuck") open.wait();
    return one("10.0.0.2");
  });
  const auto found = resolve(resolver, {"stuck", "stuck", "well"}, std::chrono::milliseconds{60});
  EXPECT_EQ(found[0].error().code, Code::retry);
  EXPECT_EQ(found[1].error().code, Code::retry);
  EXPECT_EQ(found[2], one("10.0.0.2"));
  gate.set_value();
}

TEST(Resolver, finds_this_machine) {
  const auto found = Resolver::system_look_up("localhost");
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_TRUE(found->front().is_loopback());
}

}  // namespace
}  // namespace net
