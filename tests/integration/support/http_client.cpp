#include "integration/support/http_client.hpp"

#include <algorithm>
#include <charconv>

namespace ivschat::integration {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::size_t to_number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw std::runtime_error{"not a number: " + std::string{text}};
    }
    return value;
}

http_reply parse_head(std::string_view head) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    http_reply reply{.version = std::string{line.substr(0, 8)},
                     .status = static_cast<int>(to_number(line.substr(9, 3)))};
    head.remove_prefix(end + 2);
    while (!head.empty()) {
        const auto field = head.substr(0, head.find("\r\n"));
        const auto colon = field.find(": ");
        if (colon == std::string_view::npos) throw std::runtime_error{"a bad header came"};
        reply.headers.emplace_back(field.substr(0, colon), field.substr(colon + 2));
        head.remove_prefix(field.size() + 2);
    }
    return reply;
}

} // namespace

bool http_reply::has(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return equal_ignoring_case(header.first, name); });
}

std::string http_reply::header(std::string_view name) const {
    for (const auto& [each, value] : headers) {
        if (equal_ignoring_case(each, name)) return value;
    }
    return {};
}

std::string write_request(std::string_view method, std::string_view target, std::string_view body,
                          const header_list& headers) {
    std::string bytes{method};
    bytes.append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (const auto& [name, value] : headers) {
        bytes.append(name).append(": ").append(value).append("\r\n");
    }
    if (!body.empty() || method == "POST") {
        bytes.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    }
    return bytes.append("\r\n").append(body);
}

std::string http_client::take_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = unread_.find(end)) == std::string::npos) {
        const auto more = connection_.receive();
        if (more.empty()) throw connection_reset{"the stream ended; it held: " + unread_};
        unread_ += more;
    }
    return take(at + end.size());
}

std::string http_client::take(std::size_t count) {
    while (unread_.size() < count) {
        const auto more = connection_.receive();
        if (more.empty()) throw connection_reset{"the stream ended within a body"};
        unread_ += more;
    }
    auto taken = unread_.substr(0, count);
    unread_.erase(0, count);
    return taken;
}

http_reply http_client::read_reply(bool is_reply_to_head) {
    const auto head = take_until("\r\n\r\n");
    auto reply = parse_head(std::string_view{head}.substr(0, head.size() - 2));
    const bool may_have_body = !is_reply_to_head && reply.status >= 200 && reply.status != 204;
    if (may_have_body) reply.body = take(to_number(reply.header("Content-Length")));
    return reply;
}

bool http_client::is_at_end() {
    if (!unread_.empty()) return false;
    return connection_.receive().empty();
}

http_reply http_client::get(std::string_view target, const header_list& headers) {
    send(write_request("GET", target, {}, headers));
    return read_reply();
}

http_reply http_client::post(std::string_view target, std::string_view body,
                             const header_list& headers) {
    send(write_request("POST", target, body, headers));
    return read_reply();
}

http_reply post(std::uint16_t port, std::string_view target, std::string_view body,
                const header_list& headers) {
    return http_client{port}.post(target, body, headers);
}

http_reply get(std::uint16_t port, std::string_view target) {
    return http_client{port}.get(target);
}

} // namespace ivschat::integration
