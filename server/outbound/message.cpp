#include "outbound/message.hpp"

#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::outbound {
namespace {

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

bool is_visible_text(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_visible);
}

bool is_header_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

bool is_well_formed(const http_request& request) {
    return is_visible_text(request.method) && is_visible_text(request.where.target) &&
           std::ranges::all_of(request.headers, [](const auto& header) {
               return is_visible_text(header.first) &&
                      header.first.find(':') == std::string::npos && is_header_value(header.second);
           });
}

std::string write_head(const http_request& request) {
    std::string head;
    head.reserve(1024);
    head.append(request.method).append(" ").append(request.where.target).append(" HTTP/1.1\r\n");
    append_header(head, "Host", request.where.authority());
    for (const auto& [name, value] : request.headers) append_header(head, name, value);
    // Not for a request without content whose method expects none (RFC 9110, section 8.6).
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        append_header(head, "Content-Length", std::to_string(request.body.size()));
    append_header(head, "Connection", "keep-alive");
    return head += "\r\n";
}

http_response to_response(reply_parser::value_type message) {
    http_response response{.status = message.result_int(), .headers = {}, .body = {}};
    for (const auto& field : message)
        response.headers.emplace_back(field.name_string(), field.value());
    response.body = std::move(message.body());
    return response;
}

std::string_view http_response::header(std::string_view name) const {
    const auto found = std::ranges::find_if(headers, [name](const auto& header) {
        return text::equal_ignoring_case(header.first, name);
    });
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

} // namespace ivschat::outbound
