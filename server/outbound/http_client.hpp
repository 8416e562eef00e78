// Lives on one shard. Requests to other servers, over connections that are kept for the next one.
#pragma once

#include "outbound/url.hpp"
#include "runtime/asio.hpp"

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

    // The first header of that name, in any case; empty if there is none.
    std::string_view header(std::string_view name) const;
};

struct http_failure {
    enum class kind { unreachable, timeout, not_trusted, too_large, not_http, stopped };
    kind what;
    // A sentence for a log, which names the peer and what it was that failed.
    std::string message;
};

struct http_client_settings {
    // Connections kept to one origin while no request is on them; more are closed after use.
    std::size_t idle_connections = 64;
    std::chrono::seconds idle_patience{30};
    // A PEM file, or a directory of hashed names (openssl rehash), of certificates that are trusted
    // beside (or, in an empty container, instead of) the system's, which OpenSSL finds by itself or
    // by SSL_CERT_FILE and SSL_CERT_DIR.
    std::optional<std::filesystem::path> certificates = std::nullopt;
};

class http_client {
public:
    http_client(const runtime::executor& executor, http_client_settings settings);
    ~http_client();
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;

    // The whole exchange ends by `deadline`; a reply with a body of more than `largest_body` bytes
    // is a failure. A request on a kept connection that its peer had closed meanwhile is sent again
    // on a new one. Redirects are not followed.
    // The peer's certificate must be trusted and be the host's.
    runtime::awaitable<boost::system::result<http_response, http_failure>>
    send(http_request request, std::chrono::steady_clock::time_point deadline,
         std::size_t largest_body = std::size_t{1} << 20U);

    // Ends every exchange (`stopped`), those that are begun later too, and closes every connection.
    // So does the destructor.
    void stop();

private:
    class pool;
    std::shared_ptr<pool> pool_;
};

} // namespace ivschat::outbound
