// The cost of Beast by itself: coroutines as its documentation shows them, one thread, a fixed
// reply.
#include "../support/arguments.hpp"
#include "../support/fixed_reply.hpp"
#include "../support/network.hpp"
#include "../support/program.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace ivschat::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using executor = asio::io_context::executor_type;
using socket_type = asio::basic_stream_socket<tcp, executor>;
using acceptor_type = asio::basic_socket_acceptor<tcp, executor>;
constexpr auto use = asio::as_tuple(asio::deferred);

http::response<http::string_body> reply_to(const http::request<http::string_body>& request) {
    http::response<http::string_body> reply{http::status::ok, request.version()};
    reply.set(http::field::date, fixed_date);
    reply.set("x-amzn-RequestId", fixed_request_id);
    reply.set(http::field::content_type, "application/json");
    reply.keep_alive(request.keep_alive());
    static const auto body = fixed_body();
    reply.body() = body;
    reply.prepare_payload();
    return reply;
}

asio::awaitable<void, executor> serve(socket_type socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> request;
        const auto [failed, size] = co_await http::async_read(socket, buffer, request, use);
        if (failed) co_return;
        auto reply = reply_to(request);
        const auto [lost, sent] = co_await http::async_write(socket, reply, use);
        if (lost) co_return;
    }
}

asio::awaitable<void, executor> accept_all(acceptor_type& acceptor) {
    for (;;) {
        auto [failed, socket] = co_await acceptor.async_accept(use);
        if (failed) co_return;
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
    }
}

} // namespace
} // namespace ivschat::bench

int main(int argc, char** argv) {
    using namespace ivschat::bench;
    return run_program("beast_http", [&]() -> int {
        const arguments flags{{argv, static_cast<std::size_t>(argc)}, {{"listen", "127.0.0.1:0"}}};
        const auto address = parse_address(flags.text("listen"));
        asio::io_context io{1};
        acceptor_type acceptor{io.get_executor(),
                               tcp::endpoint{asio::ip::address_v4{ntohl(address.sin_addr.s_addr)},
                                             ntohs(address.sin_port)}};
        asio::co_spawn(io.get_executor(), accept_all(acceptor), asio::detached);
        std::printf("beast_http ready: http://127.0.0.1:%u\n",
                    unsigned{acceptor.local_endpoint().port()});
        std::fflush(stdout);
        io.run();
        return 0;
    });
}
