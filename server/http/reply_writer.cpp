#include "http/reply_writer.hpp"

#include <boost/beast/http/status.hpp>

#include <array>
#include <ctime>
#include <iterator>

namespace ivschat::http {

// "Sun, 22 Nov 2026 07:56:05 GMT"
std::string_view reply_writer::date() {
    const auto now = std::chrono::floor<std::chrono::seconds>(wall_clock_.now());
    if (now != date_second_ || date_.empty()) {
        const std::time_t time = std::chrono::system_clock::to_time_t(now);
        std::tm parts{};
        gmtime_r(&time, &parts);
        std::array<char, 40> text{};
        const auto length =
            std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        date_.assign(text.data(), length);
        date_second_ = now;
    }
    return date_;
}

// A random UUID (RFC 4122, version 4).
void reply_writer::append_request_id(std::string& out) {
    constexpr std::string_view hex_digits = "0123456789abcdef";
    std::array<std::byte, 16> bytes{};
    random_.fill(bytes);
    bytes[6] = (bytes[6] & std::byte{0x0F}) | std::byte{0x40};
    bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        const auto value = std::to_integer<unsigned>(bytes[i]);
        out += hex_digits[value >> 4U];
        out += hex_digits[value & 0xFU];
    }
}

std::string reply_writer::write(const reply& reply, reply_framing framing) {
    std::string out;
    out.reserve(384 + reply.body.size());
    const auto status = static_cast<boost::beast::http::status>(reply.status);
    out.append("HTTP/1.1 ").append(std::to_string(reply.status)).append(" ");
    out.append(boost::beast::http::obsolete_reason(status)).append("\r\n");
    out.append("Date: ").append(date()).append("\r\n");
    out.append("x-amzn-RequestId: ");
    append_request_id(out);
    out.append("\r\n");
    for (const auto& [name, value] : reply.headers) {
        out.append(name).append(": ").append(value).append("\r\n");
    }
    const bool may_have_body = reply.status != 204; // RFC 9110, 8.6: no Content-Length either
    if (may_have_body) {
        if (!reply.body.empty()) {
            out.append("Content-Type: ").append(reply.content_type).append("\r\n");
        }
        out.append("Content-Length: ").append(std::to_string(reply.body.size())).append("\r\n");
    }
    if (!framing.keep_alive) out.append("Connection: close\r\n");
    out.append("\r\n");
    if (may_have_body && !framing.is_head) out.append(reply.body);
    return out;
}

} // namespace ivschat::http
