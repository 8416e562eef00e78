#include "layers.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

namespace ivschat::test {
namespace {

using folder_set = std::set<std::string>;

constexpr std::string_view library_prefix = "ivschat_";
const std::string program = "ivschat-local";
const std::string crypto = "crypto";

struct dependencies {
    folder_set for_all;
    folder_set for_sources; // PRIVATE
};

struct declarations {
    std::vector<std::string> order; // of server/CMakeLists.txt, from the bottom up
    std::map<std::string, dependencies> by_folder;
};

std::string without_comments(const std::string& cmake) {
    static const std::regex comment{"#[^\n]*"};
    return std::regex_replace(cmake, comment, "");
}

std::string text_of(const source_tree& sources, const std::string& path) {
    const auto found = sources.find(path);
    return found == sources.end() ? std::string{} : found->second;
}

// Reads the words after the name of a library: ... DEPENDS ivschat_a PRIVATE ivschat_b
dependencies read_dependencies(const std::string& words) {
    dependencies result;
    std::istringstream in{words};
    std::string section;
    for (std::string word; in >> word;) {
        if (word == "SOURCES" || word == "DEPENDS" || word == "PUBLIC" || word == "PRIVATE") {
            section = word;
        } else if (word.starts_with(library_prefix) && section != "SOURCES") {
            auto& into = section == "PRIVATE" ? result.for_sources : result.for_all;
            into.insert(word.substr(library_prefix.size()));
        }
    }
    return result;
}

void read_libraries(const std::string& cmake, declarations& into) {
    static const std::regex library{
        R"((?:ivschat_library|target_link_libraries)\(\s*([\w-]+)([^)]*)\))"};
    const auto text = without_comments(cmake);
    for (std::sregex_iterator each{text.begin(), text.end(), library}, end; each != end; ++each) {
        const auto read = read_dependencies((*each)[2]);
        auto name = (*each)[1].str();
        if (name.starts_with(library_prefix)) name.erase(0, library_prefix.size());
        auto& known = into.by_folder[name];
        known.for_all.insert(read.for_all.begin(), read.for_all.end());
        known.for_sources.insert(read.for_sources.begin(), read.for_sources.end());
    }
}

declarations read_declarations(const source_tree& sources) {
    static const std::regex subdirectory{R"(add_subdirectory\(\s*(\w+)\s*\))"};
    declarations result;
    const auto list = without_comments(text_of(sources, "server/CMakeLists.txt"));
    for (std::sregex_iterator each{list.begin(), list.end(), subdirectory}, end; each != end;
         ++each)
        result.order.push_back((*each)[1]);
    read_libraries(list, result);
    read_libraries(text_of(sources, "crypto/CMakeLists.txt"), result);
    for (const auto& folder : result.order)
        read_libraries(text_of(sources, "server/" + folder + "/CMakeLists.txt"), result);
    return result;
}

// Adds the folder and all that it depends on publicly.
void add_public_closure(const declarations& declared, const std::string& folder, folder_set& into) {
    const auto found = declared.by_folder.find(folder);
    if (!into.insert(folder).second || found == declared.by_folder.end()) return;
    for (const auto& each : found->second.for_all) add_public_closure(declared, each, into);
}

folder_set usable(const declarations& declared, const std::string& folder, bool is_header) {
    folder_set result;
    add_public_closure(declared, folder, result);
    const auto found = declared.by_folder.find(folder);
    if (!is_header && found != declared.by_folder.end())
        for (const auto& each : found->second.for_sources)
            add_public_closure(declared, each, result);
    return result;
}

std::size_t rank(const declarations& declared, const std::string& folder) {
    return static_cast<std::size_t>(std::ranges::find(declared.order, folder) -
                                    declared.order.begin());
}

// Whether a library of `folder` may be linked by one of `other`, by the order alone. Crypto is not
// in the list: every folder may link it.
bool stands_above(const declarations& declared, const std::string& folder,
                  const std::string& other) {
    return folder == crypto || other == crypto || rank(declared, folder) < rank(declared, other);
}

// "" if the folder may depend on the other.
std::string dependency_problem(const declarations& declared, const std::string& folder,
                               const std::string& on) {
    const bool is_folder = on == crypto || std::ranges::count(declared.order, on) > 0;
    if (!is_folder || folder == program) return {};
    if (folder != crypto)
        return stands_above(declared, on, folder)
                   ? std::string{}
                   : "ivschat_" + folder + " depends on ivschat_" + on +
                         ", which does not stand above it in server/CMakeLists.txt";
    folder_set below;
    add_public_closure(declared, on, below);
    return below.contains(crypto)
               ? "ivschat_crypto depends on ivschat_" + on + ", which depends on ivschat_crypto"
               : std::string{};
}

std::string folder_of(const std::string& path) {
    const auto first = path.find('/');
    const auto top = path.substr(0, first);
    if (top == crypto) return crypto;
    const auto second = path.find('/', first + 1);
    return second == std::string::npos ? program : path.substr(first + 1, second - first - 1);
}

void check_file(const declarations& declared, const std::string& path, const std::string& text,
                std::vector<std::string>& problems) {
    static const std::regex include{R"re(^\s*#\s*include\s*"([^"/]*)(/?)([^"]*)".*)re"};
    const auto folder = folder_of(path);
    const auto allowed = usable(declared, folder, path.ends_with(".hpp"));
    std::istringstream in{text};
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        std::smatch parts;
        if (!std::regex_match(line, parts, include)) continue;
        const auto included = parts[1].str();
        const auto place = path + ":" + std::to_string(number) + ": " + folder + " includes ";
        if (parts[2].length() == 0)
            problems.push_back(place + '"' + included + "\", which names no folder");
        else if (!allowed.contains(included))
            problems.push_back(place + included + ", which " +
                               (folder == program ? program : "ivschat_" + folder) +
                               " does not depend on" +
                               (stands_above(declared, included, folder)
                                    ? ""
                                    : "; it does not stand above it in server/CMakeLists.txt"));
    }
}

bool is_source(const std::string& path) {
    return path.ends_with(".cpp") || path.ends_with(".hpp") || path.ends_with(".cpp.in");
}

} // namespace

std::vector<std::string> layering_problems(const source_tree& sources) {
    const auto declared = read_declarations(sources);
    std::vector<std::string> problems;
    for (const auto& [folder, depends] : declared.by_folder)
        for (const auto* each : {&depends.for_all, &depends.for_sources})
            for (const auto& on : *each)
                if (auto problem = dependency_problem(declared, folder, on); !problem.empty())
                    problems.push_back(std::move(problem));
    for (const auto& [path, text] : sources)
        if (is_source(path)) check_file(declared, path, text, problems);
    return problems;
}

} // namespace ivschat::test
