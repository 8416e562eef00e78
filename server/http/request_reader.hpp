// Lives on one shard. Takes the bytes of one request after another, by Beast's parser, but keeps
// them in memory that serves the next one too: Beast's own message allocates for every header.
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
    std::uint64_t body;   // bytes
};

class request_reader {
public:
    // Forgets the request at hand. Must be called before the first one, too.
    void start();
    void limit(const request_limits& limits);

    // Returns how many of the bytes it has used up. Trailers are read and dropped, since nobody
    // says which of them may count as headers (RFC 9110, 6.5.1).
    std::size_t put(runtime::asio::const_buffer bytes, runtime::error_code& error);

    bool has_header() const { return parser_->is_header_done(); }
    bool is_done() const { return parser_->is_done(); }
    // The next two are known once the header is there. 11 is HTTP/1.1.
    unsigned version() const { return parser_->version(); }
    // Whether another request may follow on the connection.
    bool keeps_alive() const;

    // Whole once it is done; until then without body. Good until the next request starts.
    const request& get() const { return request_; }

    // Gives all memory back.
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

    // A copy that stays where it is. There must be room for it.
    std::string_view keep(std::string_view text);
    void make_room(std::size_t size);

    std::optional<parser> parser_;
    std::string head_;                    // what the request's views show, but for its body
    std::vector<std::string> full_heads_; // the same, of headers that came in pieces
    std::string body_;
    request request_;
};

} // namespace ivschat::http
