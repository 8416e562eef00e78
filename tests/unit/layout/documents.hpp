// Whether what a document names can be found in the repository.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::test {

// One line for each name in backticks that cannot be found, with the line of the document:
// - a path whose first part is a folder of the repository or of server/: `http/router.cpp`
// - a function or type, written with :: or (): `find_route()`, `chat::service`
// Everything else in backticks is left alone, and so are blocks of code.
struct known_names {
    std::function<bool(const std::string& path)> exists; // from the root or from server/
    std::set<std::string, std::less<>> top_folders;
    std::set<std::string, std::less<>> words; // identifiers of the sources
};

std::vector<std::string> unknown_names(std::string_view document, const known_names& known);

// All identifiers that occur in a text.
void add_words(std::string_view source, std::set<std::string, std::less<>>& words);

} // namespace ivschat::test
