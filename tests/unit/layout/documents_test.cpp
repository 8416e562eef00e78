// What README.md and docs/ name is there.
#include "documents.hpp"
#include "support/scratch_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace ivschat::test;
namespace fs = std::filesystem;

namespace {

const fs::path root{IVSCHAT_SOURCE_DIR};

known_names of_repository() {
    known_names known;
    known.exists = [](const std::string& path) {
        return fs::exists(root / path) || fs::exists(root / "server" / path);
    };
    known.top_folders = {"server", "crypto", "tests", "fixtures", "docs", "cmake"};
    for (const auto& each : fs::directory_iterator{root / "server"})
        if (each.is_directory()) known.top_folders.insert(each.path().filename());
    for (const std::string top : {"server", "crypto"})
        for (const auto& [path, text] : ivschat::support::files_below(root / top))
            add_words(text, known.words);
    return known;
}

known_names sample() {
    known_names known;
    known.exists = [](const std::string& path) { return path == "http/router.cpp"; };
    known.top_folders = {"http"};
    add_words("void find_route(); namespace chat { class room; }", known.words);
    return known;
}

} // namespace

TEST_CASE("files and functions that a document names exist") {
    const auto known = of_repository();
    for (const std::string document : {"README.md", "docs/architecture.md"}) {
        CAPTURE(document);
        const auto text = ivschat::support::read(root / document);
        CHECK_FALSE(text.empty());
        for (const auto& unknown : unknown_names(text, known)) FAIL_CHECK(unknown);
    }
}

TEST_CASE("a name in backticks that cannot be found is noticed, with its line") {
    struct row {
        std::string document;
        std::vector<std::string> unknown;
    };
    const row rows[] = {
        {"`http/router.cpp` has `find_route()`, of `chat::room`", {}},
        {"\n`http/old.cpp`", {"2: http/old.cpp"}},
        {"`find_way()` and `find_route()`", {"1: find_way()"}},
        {"`chat::hall`, `chat::hall()`", {"1: chat::hall", "1: chat::hall()"}},
        {"`./dev`, `--flag`, `application/json`, `word`, `std::variant`", {}},
        {"```\n`http/old.cpp`\n```\n`http/old.cpp`", {"4: http/old.cpp"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.document);
        CHECK(unknown_names(row.document, sample()) == row.unknown);
    }
}
