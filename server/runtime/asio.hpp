// The executor type of all I/O objects. Using it instead of any_io_executor saves a virtual call
// and an allocation on each operation.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>

namespace ivschat::runtime {

namespace asio = boost::asio;

using error_code = boost::system::error_code;
using executor = asio::io_context::executor_type;
using tcp = asio::ip::tcp;
using tcp_socket = asio::basic_stream_socket<tcp, executor>;
using tcp_acceptor = asio::basic_socket_acceptor<tcp, executor>;
using steady_timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, executor>;

template <class T>
using awaitable = asio::awaitable<T, executor>;

// A co_await with it returns a tuple that begins with the error code, and never throws.
inline constexpr auto use_nothrow_awaitable = asio::as_tuple(asio::deferred);

} // namespace ivschat::runtime
