// What the command line stands on in a real process: descriptors, signals, clocks, HTTP.
#include "control/control.hpp"
#include "net/http_client.hpp"
#include "rt/clock.hpp"

#include <boost/asio/co_spawn.hpp>    // tidy: asio because one question needs a loop of its own
#include <boost/asio/io_context.hpp>  // tidy: asio because one question needs a loop of its own
#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <langinfo.h>
#include <locale.h>
#include <optional>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

extern char** environ;  // tidy: environment because here settings take it from

namespace control {

using base::Code;

namespace {

base::Done write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return base::fail(Code::cancelled, "");
    } else if (errno != EINTR) {
      return base::fail(Code::no_space, fmt::format("the output cannot be written: {}", std::strerror(errno)));
    }
  }
  return {};
}

std::atomic<int> noted_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free);  // A signal handler may touch nothing else.

// The first is noted, so that work ends cleanly; the second ends the process as if nobody listened.
void note_signal(int number) {
  noted_signal = number;
  std::signal(number, SIG_DFL);
}

std::map<std::string, std::string> variables_of_process() {
  std::map<std::string, std::string> variables;
  // tidy: environment because here settings take it from
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view pair(*one);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos) variables.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return variables;
}

int terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 || ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0;
  return known && size.ws_col >= 20 ? size.ws_col : 80;
}

bool speaks_utf8() {
  const auto locale = ::newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return false;
  const bool utf8 = std::strcmp(::nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
  ::freelocale(locale);
  return utf8;
}

std::string variable(const std::map<std::string, std::string>& variables, const char* name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

// Whoever is at home is asked directly, whatever the proxies.
bool at_home(std::string_view url) {
  const auto host = url.substr(std::min(url.size(), url.find("//") + 2));
  return host.starts_with("127.") || host.starts_with("[::1]") || host.starts_with("localhost");
}

// Asks on an event loop of its own.
base::Result<net::Response> ask_http(net::ClientSettings settings, net::Request request,
                                     std::chrono::milliseconds limit) {
  boost::asio::io_context io{1};
  rt::SystemClock clock;
  net::HttpClient client(std::move(settings), clock);
  std::optional<base::Result<net::Response>> answer;
  boost::asio::co_spawn(io, client.ask(std::move(request), limit),
                        [&](const std::exception_ptr& thrown, base::Result<net::Response> result) {
                          if (thrown) result = base::fail(Code::cancelled, "cancelled");
                          answer = std::move(result);
                        });
  while (!answer) io.run_one();
  return std::move(*answer);
}

net::ClientSettings client_settings(const std::map<std::string, std::string>& variables) {
  net::ClientSettings settings;
  const auto either = [&](const char* lower, const char* upper) {
    const auto value = variable(variables, lower);
    return value.empty() ? variable(variables, upper) : value;
  };
  settings.proxies.http = variable(variables, "http_proxy");
  settings.proxies.https = either("https_proxy", "HTTPS_PROXY");
  settings.proxies.all = either("all_proxy", "ALL_PROXY");
  settings.proxies.none = either("no_proxy", "NO_PROXY");
  return settings;
}

}  // namespace

Environment process_environment() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
  Environment environment;
  environment.out = [](std::string_view text) { return write_all(STDOUT_FILENO, text); };
  environment.err = [](std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); };
  environment.out_is_terminal = ::isatty(STDOUT_FILENO) != 0;
  environment.err_is_terminal = ::isatty(STDERR_FILENO) != 0;
  environment.width = terminal_width();
  environment.unicode = speaks_utf8();
  environment.now = [] { return rt::SystemClock().now(); };
  environment.steady = [] { return rt::SystemClock().steady(); };
  // tidy: sleep because the command line has no event loop to keep waiting
  environment.sleep = [](std::chrono::milliseconds length) { std::this_thread::sleep_for(length); };
  environment.signal = [] { return noted_signal.load(); };
  environment.variables = variables_of_process();
  environment.ask = [settings = client_settings(environment.variables)](
                        net::Request request, std::chrono::milliseconds limit, const std::string& ca_file) {
    auto own = settings;
    if (!ca_file.empty()) own.ca_file = ca_file;
    if (at_home(request.url)) own.proxies = {};
    return ask_http(std::move(own), std::move(request), limit);
  };
  return environment;
}

}  // namespace control
