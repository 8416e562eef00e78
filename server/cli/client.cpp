#include "cli/client.hpp"

#include "outbound/url.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <iostream>
#include <string>

namespace ivschat::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

// Asynchronous, because only so do Beast's streams time out.
class exchange {
public:
    exchange(const outbound::url& server, std::string_view path, std::chrono::seconds patience) {
        response_.body_limit(boost::none); // a whole state is as large as it is
        request_.target(path);
        request_.set(http::field::host, server.authority());
        resolver_.async_resolve(
            server.host, std::to_string(server.port), [this](auto failed, auto found) {
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
    const auto server = outbound::parse_url(url);
    if (!server || server->is_tls) {
        std::cerr << "ivschat-local: --url must be http://HOST:PORT, but is " << url << '\n';
        return 2;
    }
    const exchange asked{*server, path, patience};
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

} // namespace ivschat::cli
