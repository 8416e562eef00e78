// Every request passes through these functions, so they avoid streams, locales and regular
// expressions.
#include "crypto/sigv4_text.hpp"

#include <algorithm>
#include <array>

namespace ivschat::crypto::sigv4 {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

std::optional<unsigned> number(std::string_view digits) {
    unsigned value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

void append(std::string& text, unsigned value, unsigned width) {
    for (auto i = width; i > 0; --i) {
        text.insert(text.end() - static_cast<std::ptrdiff_t>(width - i),
                    static_cast<char>('0' + value % 10));
        value /= 10;
    }
}

std::optional<std::chrono::sys_seconds>
to_time(std::optional<unsigned> year, std::optional<unsigned> month, std::optional<unsigned> day,
        std::optional<unsigned> hour, std::optional<unsigned> minute,
        std::optional<unsigned> second) {
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(*month), std::chrono::day(*day)};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

std::string format_timestamp(std::chrono::sys_seconds when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    std::string text;
    append(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    append(text, static_cast<unsigned>(date.month()), 2);
    append(text, static_cast<unsigned>(date.day()), 2);
    text += 'T';
    append(text, static_cast<unsigned>(time.hours().count()), 2);
    append(text, static_cast<unsigned>(time.minutes().count()), 2);
    append(text, static_cast<unsigned>(time.seconds().count()), 2);
    return text += 'Z';
}

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    return to_time(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)),
                   number(text.substr(9, 2)), number(text.substr(11, 2)),
                   number(text.substr(13, 2)));
}

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr std::string_view shape = "???, ?? ??? ???? ??:??:?? GMT";
    if (text.size() != shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] != '?' && shape[i] != text[i]) return std::nullopt;
    const auto name = names.find(text.substr(8, 3));
    if (name == names.npos || name % 3 != 0) return std::nullopt;
    return to_time(number(text.substr(12, 4)), static_cast<unsigned>(name / 3 + 1),
                   number(text.substr(5, 2)), number(text.substr(17, 2)),
                   number(text.substr(20, 2)), number(text.substr(23, 2)));
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower) c = to_lower(c);
    return lower;
}

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {}, [](char c) { return to_lower(c); });
}

std::string_view header(const http_request_view& request, std::string_view name) {
    for (const auto& [given, value] : request.headers)
        if (equal_ignoring_case(given, name)) return trim(value);
    return {};
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    pieces.reserve(8);
    for (;;) {
        const auto end = text.find(separator);
        pieces.push_back(text.substr(0, end));
        if (end == text.npos) return pieces;
        text.remove_prefix(end + 1);
    }
}

std::string uri_encode(std::string_view text, std::string_view keep) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() + 16);
    for (const char c : text) {
        if (is_unreserved(c) || keep.find(c) != keep.npos) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 0xf];
    }
    return encoded;
}

std::string uri_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size();
        const int high = escape ? hex_value(text[i + 1]) : -1;
        const int low = escape ? hex_value(text[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::vector<parameter> query_of(std::string_view target) {
    const auto mark = target.find('?');
    if (mark == target.npos) return {};
    std::vector<parameter> query;
    for (const auto piece : split(target.substr(mark + 1), '&')) {
        if (piece.empty()) continue;
        const auto equals = std::min(piece.find('='), piece.size());
        const auto value = piece.substr(std::min(equals + 1, piece.size()));
        query.push_back({uri_decode(piece.substr(0, equals)), uri_decode(value)});
    }
    return query;
}

} // namespace ivschat::crypto::sigv4
