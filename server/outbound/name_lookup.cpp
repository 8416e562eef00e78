#include "outbound/name_lookup.hpp"

#include <boost/asio/error.hpp>

namespace ivschat::outbound {

namespace asio = boost::asio;
using runtime::error_code;
using runtime::tcp;

name_lookup::name_lookup(const runtime::executor& executor)
    : resolver_{executor},
      done_{executor, runtime::steady_timer::time_point::max()},
      result_{error_code{asio::error::operation_aborted}} {}

runtime::awaitable<boost::system::result<name_lookup::addresses, error_code>>
name_lookup::find(std::string host, std::uint16_t port) {
    // Addresses need no resolver, which would start a thread.
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) co_return addresses{tcp::endpoint{address, port}};
    resolver_.async_resolve(
        host, std::to_string(port), tcp::resolver::numeric_service,
        [self = shared_from_this()](const error_code& failed, const auto& found) {
            if (failed) {
                self->result_ = failed;
            } else {
                addresses all;
                for (const auto& each : found) all.push_back(each.endpoint());
                self->result_ = std::move(all);
            }
            self->done_.cancel();
        });
    co_await done_.async_wait(runtime::use_nothrow_awaitable);
    co_return std::move(result_);
}

} // namespace ivschat::outbound
