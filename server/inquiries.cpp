#include "inquiries.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <iostream>
#include <optional>
#include <string>

namespace ivschat {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

struct address {
    std::string host;
    std::string port;
};

// http://HOST:PORT, HOST may be [IPv6]; a path is ignored.
std::optional<address> parse_url(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    url = url.substr(0, url.find('/'));
    const auto colon = url.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && url.find(']', colon) == std::string_view::npos;
    auto host = has_port ? url.substr(0, colon) : url;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty()) return std::nullopt;
    return address{.host = std::string{host},
                   .port = has_port ? std::string{url.substr(colon + 1)} : "80"};
}

// Asynchronous, because only so do Beast's streams time out.
class inquiry {
public:
    inquiry(const address& server, std::string_view path, std::chrono::seconds patience) {
        response_.body_limit(boost::none); // a whole state is as large as it is
        request_.target(path);
        request_.set(http::field::host, server.host);
        resolver_.async_resolve(server.host, server.port, [this](auto failed, auto found) {
            if (!proceed(failed)) return;
            stream_.async_connect(found, [this](auto ec, const auto&) {
                if (!proceed(ec)) return;
                http::async_write(stream_, request_, [this](auto written, std::size_t) {
                    if (!proceed(written)) return;
                    http::async_read(stream_, buffer_, response_,
                                     [this](auto read, std::size_t) { proceed(read); });
                });
            });
        });
        stream_.expires_after(patience);
        io_.run_for(patience +
                    std::chrono::seconds{1}); // the resolver does not heed the stream's timer
    }

    bool is_ready() const { return !error_ && response_.get().result() == http::status::ok; }
    std::string answer() const { return error_ ? error_.message() : response_.get().body(); }

private:
    bool proceed(const beast::error_code& ec) {
        error_ = ec;
        return !ec;
    }

    asio::io_context io_{1};
    asio::ip::tcp::resolver resolver_{io_};
    beast::tcp_stream stream_{io_};
    beast::flat_buffer buffer_;
    http::request<http::empty_body> request_{http::verb::get, "/", 11};
    http::response_parser<http::string_body> response_;
    beast::error_code error_ = asio::error::timed_out;
};

// Prints the answer behind `prefix`.
int ask(std::string_view url, std::string_view path, std::chrono::seconds patience,
        std::string_view prefix) {
    const auto server = parse_url(url);
    if (!server) {
        std::cerr << "ivschat-local: --url must be http://HOST:PORT, but is " << url << '\n';
        return 2;
    }
    const inquiry asked{*server, path, patience};
    if (asked.is_ready()) {
        std::cout << prefix << asked.answer() << '\n';
        return 0;
    }
    std::cerr << url << ": " << asked.answer() << '\n';
    return 1;
}

} // namespace

int check_health(std::string_view url) {
    return ask(url, "/_ivschat/health/ready", std::chrono::seconds{2}, std::string{url} + ": ");
}

int export_state(std::string_view url) {
    return ask(url, "/_ivschat/state", std::chrono::seconds{30}, "");
}

} // namespace ivschat
