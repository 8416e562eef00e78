// What a session hands its requests to.
#pragma once

#include "http/request.hpp"
#include "runtime/asio.hpp"
#include "runtime/close_notifier.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace ivschat::http {

class request_handler {
public:
    // The request outlives the call. Without a reply, the connection is reset.
    virtual runtime::awaitable<std::optional<reply>> handle(const request& request) = 0;

protected:
    ~request_handler() = default;
};

class upgrade_handler {
public:
    using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

    // Takes over the socket and completes the WebSocket handshake, or closes the socket; otherwise
    // returns the reply that refuses the handshake. The socket outlives the call, and `client`
    // tells when its peer closes it.
    virtual runtime::awaitable<std::optional<reply>> upgrade(runtime::tcp_socket& socket,
                                                             upgrade_request request,
                                                             runtime::close_notifier& client) = 0;

protected:
    ~upgrade_handler() = default;
};

struct handlers {
    request_handler& requests;
    upgrade_handler& upgrades;
};

} // namespace ivschat::http
