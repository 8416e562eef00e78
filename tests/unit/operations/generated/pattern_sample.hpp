// Texts that a pattern of the API matches, of any length. It understands what those patterns use:
// literals, classes, `.`, `+`, `*`, `{n}`, alternatives, anchors and a negative look-ahead.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::test {

// ASCII of exactly that length; nothing if the pattern has none.
std::optional<std::string> sample(const std::string& pattern, std::size_t length);

// The shortest one.
std::string shortest_sample(const std::string& pattern);

// What its look-ahead refuses at the front; empty if there is none.
std::string refused_front(const std::string& pattern);

// The whole text, by std::regex.
bool matches(const std::string& pattern, const std::string& text);

} // namespace ivschat::test
