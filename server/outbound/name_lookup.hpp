// Lives on one shard. Finds the addresses of a host. The system's resolver cannot be interrupted,
// but `cancel` ends the wait for it. Internal to outbound/.
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

    // Called once. Returns at least one address, in the system's order of preference.
    runtime::awaitable<boost::system::result<addresses, runtime::error_code>>
    find(std::string host, std::uint16_t port);

    // Ends `find` with operation_aborted.
    void cancel() { done_.cancel(); }

private:
    runtime::asio::ip::basic_resolver<runtime::tcp, runtime::executor> resolver_;
    runtime::steady_timer done_;
    boost::system::result<addresses, runtime::error_code> result_;
};

} // namespace ivschat::outbound
