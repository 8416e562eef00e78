// Which folder may include which: what the CMakeLists.txt say, and what the sources do.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::test {

// The text of every file, by its path from the repository's root.
using source_tree = std::map<std::string, std::string>;

// One line for each wrong dependency of a library and for each wrong include, in the order of the
// paths. Empty if the layering holds:
// - A library in server/ depends only on folders that stand above it in server/CMakeLists.txt and
// on
//   crypto.
// - A file includes only its own folder and the libraries that its folder depends on, directly or
//   through public dependencies. Private dependencies are for .cpp files.
// - server/main.cpp, and whatever else lies directly in server/, depends on what ivschat-local
// links.
std::vector<std::string> layering_problems(const source_tree& sources);

} // namespace ivschat::test
