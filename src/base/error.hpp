// What went wrong, told by what the caller can do about it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {

enum class Code : std::uint8_t {
  failed,        // It did not work, and none of the codes below says it better.
  retry,         // The same call may succeed later: timeout, reset, 5xx.
  rate_limited,  // As retry, not before Error::wait has passed.
  not_found,     // The thing asked for does not exist; asking again will not help.
  refused,       // We may not: credentials, region, permission, a closed exchange.
  unsupported,   // The other side never offers this.
  usage,         // The user asked for something that makes no sense; the sentence says what was expected.
  bad_data,      // Bytes from outside we cannot understand; keep them, report them.
  corrupt,       // Bytes of our own that fail their checksum; stop writing, repair.
  no_space,      // The disk is full, read-only or failing; nothing was lost that had been acknowledged.
  locked,        // Another process holds it.
  unreachable,   // Nobody answers at the address of the daemon.
  cancelled,     // We were asked to stop; say nothing, unwind.
};

struct Error {
  Code code = Code::failed;
  std::string what;                   // One sentence, no trailing stop: "bitstamp ohlc: row 3 lacks 'open'".
  std::chrono::milliseconds wait{0};  // rate_limited only: ask not before this has passed.
};

constexpr bool worth_retrying(Code code) {
  return code == Code::retry || code == Code::rate_limited;
}

// "retry", "rate_limited", …: for logs, JSON and the error ledger.
std::string_view name(Code code);
// The code of a name; Code::failed for one that there is not.
Code code_named(std::string_view name);

// The exit code of a command that ended with `code`; docs/exit-codes.md lists them.
int exit_code(Code code);

}  // namespace base
