#include "http/request_reader.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::http {

namespace {

constexpr std::size_t largest_kept_body = 16U << 10U; // bytes; a larger buffer is freed

} // namespace

void request_reader::start() {
    parser_.emplace(*this);
    parser_->header_limit(limits_.header);
    head_.clear();
    full_heads_.clear();
    body_.clear();
    if (body_.capacity() > largest_kept_body) body_.shrink_to_fit();
    request_.method = request_.target = request_.body = {};
    request_.headers.clear();
}

void request_reader::release() {
    start();
    head_.shrink_to_fit();
    body_.shrink_to_fit();
    full_heads_.shrink_to_fit();
    request_.headers.shrink_to_fit();
}

std::size_t request_reader::put(runtime::asio::const_buffer bytes, runtime::error_code& error) {
    if (!parser_->is_header_done()) make_room(bytes.size());
    return parser_->put(bytes, error);
}

bool request_reader::keeps_alive() const {
    // An HTTP/1.0 client would have to be told by a header that the connection stays open.
    return parser_->keep_alive() && parser_->version() >= 11;
}

// Never reallocates head_: that would move what the request's views show.
void request_reader::make_room(std::size_t size) {
    constexpr std::size_t least =
        1024; // bytes; more than a small string, which would move with its object
    if (head_.capacity() - head_.size() >= size) return;
    if (!head_.empty()) full_heads_.push_back(std::exchange(head_, {}));
    head_.reserve(std::max(size, least));
}

std::string_view request_reader::keep(std::string_view text) {
    const auto start = head_.size();
    head_.append(text);
    return std::string_view{head_}.substr(start);
}

void request_reader::parser::on_request_impl(verb, string_view method_text, string_view target,
                                             int version, error_code&) {
    version_ = static_cast<unsigned>(version);
    into_.request_.method = into_.keep(method_text);
    into_.request_.target = origin_form(into_.keep(target));
    body_limit(into_.limits_.body(into_.request_.target));
}

void request_reader::parser::on_field_impl(field, string_view name, string_view value,
                                           error_code&) {
    if (is_header_done()) return; // a trailer
    const auto kept_name = into_.keep(name);
    into_.request_.headers.emplace_back(kept_name, into_.keep(value));
}

std::size_t request_reader::parser::on_body_impl(string_view piece, error_code&) {
    into_.body_.append(piece);
    return piece.size();
}

std::size_t request_reader::parser::on_chunk_body_impl(std::uint64_t, string_view piece,
                                                       error_code&) {
    into_.body_.append(piece);
    return piece.size();
}

void request_reader::parser::on_finish_impl(error_code&) { into_.request_.body = into_.body_; }

} // namespace ivschat::http
