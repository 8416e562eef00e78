#include "cli/client.hpp"

#include "outbound/http_client.hpp"

#include <boost/asio/co_spawn.hpp>

#include <iostream>
#include <limits>
#include <string>

namespace ivschat::cli {
namespace {

using response = boost::system::result<outbound::http_response, outbound::http_failure>;

response get(outbound::url where, std::chrono::seconds timeout) {
    runtime::asio::io_context io{1};
    outbound::http_client client{io.get_executor(), {.max_idle_connections = 0}};
    response received = outbound::http_failure{};
    const auto exchange = [&]() -> runtime::awaitable<void> {
        outbound::http_request request{
            .method = "GET", .where = std::move(where), .headers = {}, .body = {}};
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        constexpr auto no_limit = std::numeric_limits<std::size_t>::max(); // a state can be large
        received = co_await client.send(std::move(request), deadline, no_limit);
    };
    boost::asio::co_spawn(io, exchange(), [&](const std::exception_ptr& failed) {
        client.stop(); // a DNS query may still be under way
        if (failed) std::rethrow_exception(failed);
    });
    io.run();
    return received;
}

// Prints the body of a 200 reply after `prefix`.
int print(std::string_view url, std::string path, std::chrono::seconds timeout,
          std::string_view prefix) {
    auto where = outbound::parse_url(url);
    if (!where || where->is_tls) {
        std::cerr << "ivschat-local: --url must be http://HOST:PORT, but is " << url << '\n';
        return 2;
    }
    where->target = std::move(path);
    const auto received = get(*std::move(where), timeout);
    if (!received) {
        std::cerr << "ivschat-local: " << received.error().message << '\n';
        return 1;
    }
    if (received->status != 200) {
        std::cerr << url << ": " << received->body << '\n';
        return 1;
    }
    std::cout << prefix << received->body << '\n';
    return 0;
}

} // namespace

int check_health(std::string_view url) {
    return print(url, "/_ivschat/health/ready", std::chrono::seconds{2}, std::string{url} + ": ");
}

int export_state(std::string_view url) {
    return print(url, "/_ivschat/state", std::chrono::seconds{30}, "");
}

} // namespace ivschat::cli
