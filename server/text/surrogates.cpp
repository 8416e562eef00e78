#include "text/surrogates.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace ivschat::text {
namespace {

constexpr std::size_t escape_size = 6; // \uXXXX

// The code unit of the escape at `at`. Nothing if there is no such escape.
std::optional<std::uint32_t> escaped_unit(std::string_view json, std::size_t at) {
    const auto escape = json.substr(std::min(at, json.size()), escape_size);
    if (escape.size() < escape_size || !escape.starts_with("\\u")) return std::nullopt;
    std::uint32_t unit = 0;
    const auto* const end = escape.data() + escape_size;
    const auto [stop, failed] = std::from_chars(escape.data() + 2, end, unit, 16);
    if (failed != std::errc{} || stop != end) return std::nullopt;
    return unit;
}

bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

} // namespace

std::optional<std::string> replace_lone_surrogates(std::string_view json) {
    std::optional<std::string> mended;
    for (auto at = json.find('\\'); at != json.npos; at = json.find('\\', at)) {
        const auto unit = escaped_unit(json, at);
        if (!unit) {
            at += 2; // the escape of a backslash must not count as the beginning of another escape
            continue;
        }
        if (is_high(*unit) && is_low(escaped_unit(json, at + escape_size).value_or(0))) {
            at += 2 * escape_size;
            continue;
        }
        if (is_high(*unit) || is_low(*unit)) {
            if (!mended) mended.emplace(json);
            mended->replace(at, escape_size, "\\ufffd");
        }
        at += escape_size;
    }
    return mended;
}

} // namespace ivschat::text
