#include "outbound/url.hpp"

#include "text/ascii.hpp"

#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ivschat::outbound {
namespace {

using boost::system::result;
using namespace std::string_literals;

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

std::uint16_t default_port(bool is_tls) { return is_tls ? https_port : http_port; }

std::string bracketed(const std::string& host) {
    if (host.find(':') == std::string::npos) return host;
    return std::string{"["}.append(host).append("]");
}

bool is_hexadecimal(char c) {
    const char lower = text::to_lower(c);
    return text::is_digit(c) || (lower >= 'a' && lower <= 'f');
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return text::equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool is_name(std::string_view host) {
    constexpr std::size_t longest = 253; // RFC 1035
    return !host.empty() && host.size() <= longest && std::ranges::all_of(host, [](char c) {
        return text::is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

bool is_ipv6(const std::string& host) {
    boost::system::error_code failed;
    boost::asio::ip::make_address_v6(host, failed);
    return !failed && host.find('%') == std::string::npos; // zones differ between machines
}

std::optional<std::uint16_t> read_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto end = digits.data() + digits.size();
    const auto [stopped, failed] = std::from_chars(digits.data(), end, port);
    if (failed != std::errc{} || stopped != end || port == 0) return std::nullopt;
    return port;
}

// Splits "host:port". The port may be missing.
result<void, std::string> read_authority(std::string_view text, url& into) {
    if (text.find('@') != text.npos) return "must not contain a user or a password"s;
    const auto bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == text.npos) return "must close the bracket of its IPv6 address, as in [::1]"s;
    const auto colon = text.find(':', bracket);
    into.host = text.substr(0, colon);
    if (bracket > 0) {
        into.host = text.substr(1, bracket - 1);
        if (!is_ipv6(into.host)) return "must have an IPv6 address in its brackets, as in [::1]"s;
        const auto rest = text.substr(bracket + 1);
        if (!rest.empty() && rest.front() != ':')
            return "must have nothing but a port behind its IPv6 address, as in [::1]:9001"s;
    } else if (!is_name(into.host)) {
        return "must name a host of letters, digits, hyphens and dots, as in "
               "http://127.0.0.1:9001/path"s;
    }
    std::ranges::transform(into.host, into.host.begin(), text::to_lower);
    if (colon == text.npos) return {};
    const auto port = read_port(text.substr(colon + 1));
    if (!port) return "must have a port from 1 to 65535 behind the colon, as in http://host:9001"s;
    into.port = *port;
    return {};
}

// True if the target has only the characters of RFC 3986, the others being percent-encoded.
bool is_encoded(std::string_view target) {
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/?";
    for (std::size_t i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (c == '%') {
            if (target.size() - i < 3 || !is_hexadecimal(target[i + 1]) ||
                !is_hexadecimal(target[i + 2]))
                return false;
        } else if (!text::is_letter_or_digit(c) && others.find(c) == others.npos) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string url::authority() const {
    auto text = bracketed(host);
    if (port != default_port(is_tls)) text.append(":").append(std::to_string(port));
    return text;
}

std::string url::origin() const {
    std::string text = is_tls ? "https://" : "http://";
    return text.append(bracketed(host)).append(":").append(std::to_string(port));
}

result<url, std::string> parse_url(std::string_view text) {
    constexpr std::string_view http = "http://";
    constexpr std::string_view https = "https://";
    url parsed;
    parsed.is_tls = starts_with_ignoring_case(text, https);
    if (!parsed.is_tls && !starts_with_ignoring_case(text, http))
        return "must begin with http:// or https://, as in http://127.0.0.1:9001/path"s;
    parsed.port = default_port(parsed.is_tls);
    text.remove_prefix(parsed.is_tls ? https.size() : http.size());
    if (text.find('#') != text.npos) return "must not contain a fragment, which begins with #"s;
    const auto authority = text.substr(0, text.find_first_of("/?"));
    if (auto read = read_authority(authority, parsed); !read) return read.error();
    const auto target = text.substr(authority.size());
    if (!is_encoded(target))
        return "must have its path and query percent-encoded, as in http://host/a%20b"s;
    parsed.target = target;
    if (!target.starts_with('/')) parsed.target.insert(0, 1, '/');
    return parsed;
}

} // namespace ivschat::outbound
