// Lives on one shard. Parses one request after another with Beast's parser, into memory that is
// used again for the next one: Beast's own message allocates for every header.
#pragma once

#include "http/request.hpp"
#include "runtime/asio.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::http {

struct request_limits {
    std::uint32_t header; // bytes of request line and headers
    // Bytes, for a request with this target (see request::target).
    std::uint64_t (*body)(std::string_view target);
};

class request_reader {
public:
    // Each request will refer to that notifier.
    explicit request_reader(const request_limits& limits,
                            runtime::close_notifier* connection = nullptr)
        : limits_{limits} {
        request_.connection = connection;
    }

    // Begins a new request and forgets the last one. Must be called before the first one, too.
    void start();

    // Returns how many of the bytes were used up. Trailers are dropped: none of them is defined to
    // count as a header (RFC 9110, 6.5.1).
    std::size_t put(runtime::asio::const_buffer bytes, runtime::error_code& error);

    bool has_header() const { return parser_->is_header_done(); }
    bool is_done() const { return parser_->is_done(); }
    // These two are known once the header has been read. 11 means HTTP/1.1.
    unsigned version() const { return parser_->version(); }
    // Whether another request may follow on the connection.
    bool keeps_alive() const;

    // Without its body until `is_done`. Valid until the next `start`.
    const request& get() const { return request_; }

    // Begins a new request and frees the memory of the last one.
    void release();

private:
    class parser final : public boost::beast::http::basic_parser<true> {
    public:
        explicit parser(request_reader& into) : into_{into} { eager(true); }

        unsigned version() const { return version_; }

    private:
        using error_code = boost::beast::error_code;
        using string_view = boost::beast::string_view;
        using verb = boost::beast::http::verb;
        using field = boost::beast::http::field;

        void on_request_impl(verb method, string_view method_text, string_view target, int version,
                             error_code& error) override;
        void on_response_impl(int, string_view, int, error_code&) override {}
        void on_field_impl(field, string_view name, string_view value, error_code&) override;
        void on_header_impl(error_code&) override {}
        void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
        std::size_t on_body_impl(string_view piece, error_code&) override;
        void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
        std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) override;
        void on_finish_impl(error_code&) override;

        request_reader& into_;
        unsigned version_ = 0;
    };

    // Copies the text to where it stays for the rest of the request. `make_room` must have been
    // called for it.
    std::string_view keep(std::string_view text);
    void make_room(std::size_t size);

    request_limits limits_;
    std::optional<parser> parser_;
    std::string head_;                    // what the request's views show, without the body
    std::vector<std::string> full_heads_; // earlier parts of it, where the header came in pieces
    std::string body_;
    request request_;
};

} // namespace ivschat::http
