#include "rt/thrown.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace rt {

base::Error thrown(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) return {base::Code::cancelled, "cancelled"};
    return {base::Code::failed, error.code().message()};
  } catch (const std::exception& error) {
    return {base::Code::failed, error.what()};
  }
}

}  // namespace rt
