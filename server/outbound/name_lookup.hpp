// Lives on one shard. Finds the addresses of a host. A question to the system's resolver cannot be
// taken back; this one can be walked away from. Internal to outbound/.
#pragma once

#include "runtime/asio.hpp"

#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ivschat::outbound {

class name_lookup : public std::enable_shared_from_this<name_lookup> {
public:
    using addresses = std::vector<runtime::tcp::endpoint>;

    explicit name_lookup(const runtime::executor& executor);

    // Once. In the order of the system's preference, at least one.
    runtime::awaitable<boost::system::result<addresses, runtime::error_code>>
    find(std::string host, std::uint16_t port);

    // Lets `find` end now, with operation_aborted.
    void abandon() { answered_.cancel(); }

private:
    runtime::asio::ip::basic_resolver<runtime::tcp, runtime::executor> resolver_;
    runtime::steady_timer answered_;
    boost::system::result<addresses, runtime::error_code> answer_;
};

} // namespace ivschat::outbound
