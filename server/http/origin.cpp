#include "http/origin.hpp"

#include "text/ascii.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace ivschat::http {
namespace {

constexpr std::size_t longest_name = 253;

// The form in which addresses are compared. Empty if `text` is not an address.
std::optional<std::string> canonical_address(int family, const std::string& text) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(family, text.c_str(), bytes.data()) != 1) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> out{};
    inet_ntop(family, bytes.data(), out.data(), out.size());
    return std::string{out.data()};
}

bool is_host_name_character(char c) {
    return text::is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
}

// Browsers take such a name for an address in another notation (127.1, 0x7f000001).
bool ends_in_number(std::string_view name) {
    const auto last = name.substr(name.rfind('.') + 1);
    return last.starts_with("0x") || std::all_of(last.begin(), last.end(), text::is_digit);
}

bool is_valid_host_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
           name.find("..") == std::string_view::npos && !ends_in_number(name) &&
           std::all_of(name.begin(), name.end(), is_host_name_character);
}

std::optional<authority> parse_host(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) {
        auto address = canonical_address(AF_INET6, std::string{text.substr(1, text.size() - 2)});
        if (!address) return std::nullopt;
        return authority{.host = *std::move(address), .is_address = true};
    }
    if (text.ends_with('.')) text.remove_suffix(1);
    std::string host{text};
    std::transform(host.begin(), host.end(), host.begin(), text::to_lower);
    if (canonical_address(AF_INET, host)) {
        return authority{.host = std::move(host), .is_address = true};
    }
    if (!is_valid_host_name(host)) return std::nullopt;
    return authority{.host = std::move(host)};
}

} // namespace

std::optional<authority> parse_authority(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt; // inet_pton would stop there
    // An IPv6 address has colons of its own, within its brackets.
    const auto bracket = text.find(']');
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    auto parsed = parse_host(text.substr(0, colon));
    if (!parsed || colon == std::string_view::npos) return parsed;
    const auto digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    parsed->port = port;
    return parsed;
}

std::optional<origin> parse_origin(std::string_view text) {
    const auto scheme = text.substr(0, std::min(text.find("://"), text.size()));
    const bool is_tls = text::equal_ignoring_case(scheme, "https");
    if (!is_tls && !text::equal_ignoring_case(scheme, "http")) return std::nullopt;
    if (scheme.size() == text.size()) return std::nullopt;
    auto where = parse_authority(text.substr(scheme.size() + 3));
    if (!where) return std::nullopt;
    const std::uint16_t default_port = is_tls ? 443 : 80;
    return origin{.scheme = is_tls ? "https" : "http",
                  .host = std::move(where->host),
                  .port = where->port.value_or(default_port)};
}

} // namespace ivschat::http
