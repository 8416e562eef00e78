// The errors of c-ares as error codes. Internal to outbound/.
#pragma once

#include "runtime/asio.hpp"

namespace ivschat::outbound {

// Beside the codes of c-ares, which are positive.
inline constexpr int too_many_queries = -1;

// `status` is too_many_queries, or one of c-ares' ARES_... codes other than ARES_SUCCESS.
runtime::error_code dns_error(int status);

} // namespace ivschat::outbound
