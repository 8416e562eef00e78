// Formats times by hand for speed, since every chat frame has one, and because strftime has no
// fractions of a second.
#include "text/timestamp.hpp"

#include <array>

namespace ivschat::text {
namespace {

using namespace std::chrono;

void put_digits(std::string& out, std::uint64_t value, int width) {
    std::array<char, 20> digits{};
    for (int i = width; i-- > 0; value /= 10) {
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    }
    out.append(digits.data(), static_cast<std::size_t>(width));
}

// Appends "2026-11-22T07:56:05" and returns the rest in nanoseconds.
std::uint64_t put_seconds(std::string& out, timestamp time) {
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    put_digits(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out += '-';
    put_digits(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    put_digits(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    put_digits(out, static_cast<std::uint64_t>(clock.hours().count()), 2);
    out += ':';
    put_digits(out, static_cast<std::uint64_t>(clock.minutes().count()), 2);
    out += ':';
    put_digits(out, static_cast<std::uint64_t>(clock.seconds().count()), 2);
    return static_cast<std::uint64_t>(clock.subseconds().count());
}

// Removes exactly `width` digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, width)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

// The fraction after the dot, in nanoseconds.
std::optional<nanoseconds> take_fraction(std::string_view& text) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (++digits > 9) return std::nullopt;
        value = value * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) value *= 10;
    return nanoseconds{value};
}

// `Z`, `+05:30`, `-08:00`.
std::optional<minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z')) return minutes{0};
    const bool negative = !text.empty() && text.front() == '-';
    if (!negative && (text.empty() || text.front() != '+')) return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take_number(text, 2);
    if (!hour || !take(text, ':')) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    const minutes offset = hours{*hour} + minutes{*minute};
    return negative ? -offset : offset;
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto y = take_number(text, 4);
    if (!y || !take(text, '-')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_number(text, 2);
    if (!d || *y < 1678 || *y > 2261) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                              day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

std::optional<seconds> take_clock(std::string_view& text) {
    const auto h = take_number(text, 2);
    if (!h || !take(text, ':')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, ':')) return std::nullopt;
    const auto s = take_number(text, 2);
    if (!s || *h > 23 || *m > 59 || *s > 59) return std::nullopt;
    return hours{*h} + minutes{*m} + seconds{*s};
}

} // namespace

std::string iso8601_milliseconds(timestamp time) {
    std::string out;
    out.reserve(24);
    const auto nanos = put_seconds(out, time);
    out += '.';
    put_digits(out, nanos / 1'000'000, 3);
    out += 'Z';
    return out;
}

std::string epoch_seconds(timestamp time) {
    const auto milliseconds_since = floor<milliseconds>(time).time_since_epoch().count();
    const auto magnitude = static_cast<std::uint64_t>(milliseconds_since < 0 ? -milliseconds_since
                                                                             : milliseconds_since);
    std::string out = milliseconds_since < 0 ? "-" : "";
    out += std::to_string(magnitude / 1000);
    out += '.';
    put_digits(out, magnitude % 1000, 3);
    return out;
}

std::string rfc3339_nanoseconds(timestamp time) {
    std::string out;
    out.reserve(30);
    const auto nanos = put_seconds(out, time);
    if (nanos != 0) {
        out += '.';
        put_digits(out, nanos, 9);
        out.erase(out.find_last_not_of('0') + 1);
    }
    out += 'Z';
    return out;
}

std::optional<timestamp> parse_rfc3339(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !take(text, 'T')) return std::nullopt;
    const auto clock = take_clock(text);
    if (!clock) return std::nullopt;
    nanoseconds fraction{0};
    if (take(text, '.')) {
        const auto taken = take_fraction(text);
        if (!taken) return std::nullopt;
        fraction = *taken;
    }
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return timestamp{*date} + *clock + fraction - *offset;
}

} // namespace ivschat::text
