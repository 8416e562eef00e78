// Lives on one shard. Sends requests to other servers and keeps connections for later requests.
#pragma once

#include "outbound/resolver.hpp"
#include "outbound/url.hpp"
#include "runtime/asio.hpp"
#include "runtime/connections.hpp"

#include <boost/system/result.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ivschat::outbound {

struct http_request {
    std::string method = "POST";
    url where;
    // Host, Content-Length and Connection are added.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct http_response {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers; // in the order of arrival
    std::string body;

    // The first header of that name, whose case does not matter. Empty if there is none.
    std::string_view header(std::string_view name) const;
};

struct http_failure {
    enum class kind { unreachable, timeout, not_trusted, too_large, not_http, stopped };
    kind what;
    // A sentence for the log that names the peer and the step that failed.
    std::string message;
};

struct http_client_settings {
    // The number of idle connections kept to one origin. Others are closed after use.
    std::size_t max_idle_connections = 64;
    std::chrono::seconds idle_timeout{30};
    // Trusted certificates beside the system's, which OpenSSL finds by itself or by SSL_CERT_FILE
    // and SSL_CERT_DIR: a PEM file, or a directory of hashed names (openssl rehash). An empty
    // container has none of the system's.
    std::optional<std::filesystem::path> certificates = std::nullopt;
    resolver_settings names = {};
};

class http_client {
public:
    http_client(const runtime::executor& executor, http_client_settings settings);
    ~http_client();
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;

    // The exchange fails at `deadline`, and if the reply's body has more than `body_limit` bytes.
    // If the peer has closed an idle connection, the request is sent again on a new one. Redirects
    // are not followed. The peer's certificate must be trusted and name the host.
    // During the exchange its connection is in `abortable`, if that is given: aborting what is in
    // there makes the exchange fail with `stopped`, and bytes that are not sent yet stay unsent.
    runtime::awaitable<boost::system::result<http_response, http_failure>>
    send(http_request request, std::chrono::steady_clock::time_point deadline,
         std::size_t body_limit = std::size_t{1} << 20U,
         std::shared_ptr<runtime::connections> abortable = nullptr);

    // Closes every connection. All exchanges fail with `stopped`, later ones too. The destructor
    // does the same.
    void stop();

private:
    class pool;
    std::shared_ptr<pool> pool_;
};

} // namespace ivschat::outbound
