#include "pattern_sample.hpp"

#include <cctype>
#include <map>
#include <numeric>
#include <regex>
#include <stdexcept>
#include <vector>

namespace ivschat::test {
namespace {

struct piece {
    char character; // that it matches
    std::size_t min = 1;
    bool grows = false;
};

constexpr std::string_view look_ahead = "(?!";

// A printable character of the class that starts at `at`, which moves to the closing bracket.
char of_class(std::string_view pattern, std::size_t& at) {
    const auto start = at + 1;
    at = pattern.find(']', start);
    const auto content = pattern.substr(start, at - start);
    if (!content.starts_with('\\')) return content.front();
    const bool is_category = std::isalpha(static_cast<unsigned char>(content[1])) != 0;
    return is_category ? 'x' : content[1];
}

void quantify(std::string_view pattern, std::size_t& at, piece& last) {
    const char next = at + 1 < pattern.size() ? pattern[at + 1] : '\0';
    if (next != '+' && next != '*' && next != '{') return;
    ++at;
    last.grows = next != '{';
    if (next == '*') last.min = 0;
    if (next == '{') {
        last.min = std::stoul(std::string{pattern.substr(at + 1)});
        at = pattern.find('}', at);
    }
}

std::vector<piece> parse(std::string_view pattern) {
    std::vector<piece> pieces;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char c = pattern[at];
        if (c == '^' || c == '$') continue;
        if (c == '(') {
            at = pattern.find(')', at);
            continue;
        }
        piece next{.character = c == '.' ? 'x' : c};
        if (c == '[') next.character = of_class(pattern, at);
        if (c == '\\') next.character = pattern[++at];
        quantify(pattern, at, next);
        pieces.push_back(next);
    }
    return pieces;
}

std::vector<std::string_view> alternatives(std::string_view pattern) {
    std::vector<std::string_view> all;
    for (auto bar = pattern.find('|'); bar != std::string_view::npos; bar = pattern.find('|')) {
        all.push_back(pattern.substr(0, bar));
        pattern.remove_prefix(bar + 1);
    }
    all.push_back(pattern);
    return all;
}

std::size_t least(const std::vector<piece>& pieces) {
    return std::accumulate(pieces.begin(), pieces.end(), std::size_t{0},
                           [](std::size_t sum, const piece& piece) { return sum + piece.min; });
}

// The last piece that can grow takes what the others leave.
std::optional<std::string> spell(std::vector<piece> pieces, std::size_t length) {
    const auto needed = least(pieces);
    if (needed > length) return std::nullopt;
    if (needed < length) {
        const auto last = std::find_if(pieces.rbegin(), pieces.rend(),
                                       [](const auto& each) { return each.grows; });
        if (last == pieces.rend()) return std::nullopt;
        last->min += length - needed;
    }
    std::string text;
    for (const auto& piece : pieces) text.append(piece.min, piece.character);
    return text;
}

} // namespace

std::optional<std::string> sample(const std::string& pattern, std::size_t length) {
    for (const auto alternative : alternatives(pattern)) {
        auto text = spell(parse(alternative), length);
        if (!text) continue;
        if (!matches(pattern, *text)) throw std::logic_error{"no sample of " + pattern};
        return text;
    }
    return std::nullopt;
}

std::string shortest_sample(const std::string& pattern) {
    std::size_t length = std::string::npos;
    for (const auto each : alternatives(pattern)) length = std::min(length, least(parse(each)));
    return *sample(pattern, length);
}

std::string refused_front(const std::string& pattern) {
    const auto start = pattern.find(look_ahead);
    if (start == std::string::npos) return {};
    const auto content = start + look_ahead.size();
    return shortest_sample(pattern.substr(content, pattern.find(')', start) - content));
}

bool matches(const std::string& pattern, const std::string& text) {
    static std::map<std::string, std::regex> compiled;
    const auto [regex, is_new] = compiled.try_emplace(pattern, pattern, std::regex::ECMAScript);
    return std::regex_match(text, regex->second);
}

} // namespace ivschat::test
