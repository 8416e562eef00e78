#include "documents.hpp"

#include <regex>
#include <sstream>

namespace ivschat::test {
namespace {

bool is_path(const std::string& name, const known_names& known) {
    static const std::regex path{R"(([\w.-]+)/[\w./-]*)"};
    std::smatch parts;
    return std::regex_match(name, parts, path) && known.top_folders.contains(parts[1].str());
}

// The last part of `a::b()`, or nothing if it is neither function nor qualified name.
std::string identifier_of(const std::string& name) {
    static const std::regex qualified{R"((?:\w+::)+~?(\w+)(?:\(\))?)"};
    static const std::regex function{R"((\w+)\(\))"};
    std::smatch parts;
    if (std::regex_match(name, parts, qualified)) return parts[1];
    if (std::regex_match(name, parts, function)) return parts[1];
    return {};
}

bool is_unknown(const std::string& name, const known_names& known) {
    if (is_path(name, known)) return !known.exists(name);
    const auto identifier = identifier_of(name);
    return !identifier.empty() && !name.starts_with("std::") && !known.words.contains(identifier);
}

} // namespace

std::vector<std::string> unknown_names(std::string_view document, const known_names& known) {
    static const std::regex quoted{"`([^`]+)`"};
    std::vector<std::string> unknown;
    std::istringstream in{std::string{document}};
    std::size_t number = 0;
    bool is_code = false;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.starts_with("```")) is_code = !is_code;
        if (is_code) continue;
        for (std::sregex_iterator each{line.begin(), line.end(), quoted}, end; each != end;
             ++each) {
            const auto name = (*each)[1].str();
            if (is_unknown(name, known)) unknown.push_back(std::to_string(number) + ": " + name);
        }
    }
    return unknown;
}

void add_words(std::string_view source, std::set<std::string, std::less<>>& words) {
    const auto is_part = [](char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z');
    };
    for (std::size_t at = 0; at < source.size();) {
        auto end = at;
        while (end < source.size() && is_part(source[end])) ++end;
        if (end > at) words.emplace(source.substr(at, end - at));
        at = end + 1;
    }
}

} // namespace ivschat::test
