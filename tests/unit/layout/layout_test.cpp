// The sources keep to the order of server/CMakeLists.txt, and the check would notice if they did
// not.
#include "layers.hpp"
#include "support/scratch_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ivschat::test;

namespace {

source_tree repository() {
    source_tree sources;
    for (const std::string top : {"server", "crypto"})
        for (auto& [path, text] : ivschat::support::files_below(IVSCHAT_SOURCE_DIR "/" + top))
            sources.emplace(top + "/" + path, std::move(text));
    return sources;
}

// text <- chat <- websocket <- ivschat-local; websocket uses crypto in its .cpp files.
source_tree sample() {
    return {
        {"server/CMakeLists.txt",
         "# add_subdirectory(old)\n"
         "add_subdirectory(text)\n"
         "add_subdirectory(chat)\n"
         "add_subdirectory(http)\n"
         "add_subdirectory(websocket)\n"
         "target_link_libraries(ivschat-local PRIVATE ivschat_websocket)\n"},
        {"crypto/CMakeLists.txt", "ivschat_library(crypto SOURCES digest.cpp)"},
        {"server/text/CMakeLists.txt", "ivschat_library(text\n  SOURCES unicode.cpp\n"
                                       "  DEPENDS Boost::headers) # ivschat_chat)"},
        {"server/chat/CMakeLists.txt",
         "ivschat_library(chat SOURCES room.cpp DEPENDS ivschat_text)"},
        {"server/http/CMakeLists.txt", "ivschat_library(http SOURCES a.cpp DEPENDS ivschat_text)"},
        {"server/websocket/CMakeLists.txt",
         "ivschat_library(websocket SOURCES shard.cpp\n DEPENDS ivschat_chat\n"
         " PRIVATE ivschat_crypto Boost::headers)"},
    };
}

std::vector<std::string> problems_with(const std::string& path, const std::string& text) {
    auto sources = sample();
    sources[path] = text;
    return layering_problems(sources);
}

} // namespace

TEST_CASE("no include between folders of the repository runs upward") {
    const auto sources = repository();
    REQUIRE(sources.contains("server/CMakeLists.txt"));
    REQUIRE(sources.contains("crypto/CMakeLists.txt"));
    for (const auto& problem : layering_problems(sources)) FAIL_CHECK(problem);
}

TEST_CASE("a wrong include in the repository is noticed") {
    struct row {
        std::string path, include, problem;
    };
    const row rows[] = {
        {"server/chat/room.hpp", "http/router.hpp",
         "server/chat/room.hpp:1: chat includes http, which ivschat_chat does not depend on; it "
         "does "
         "not stand above it in server/CMakeLists.txt"},
        {"server/chat/room.cpp", "model/shapes.hpp",
         "server/chat/room.cpp:1: chat includes model, which ivschat_chat does not depend on"},
        {"crypto/digest.cpp", "text/ascii.hpp",
         "crypto/digest.cpp:1: crypto includes text, which ivschat_crypto does not depend on"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        auto sources = repository();
        const auto before = layering_problems(sources).size();
        auto& text = sources[row.path];
        text = "#include \"" + row.include + "\"\n" + text;
        const auto problems = layering_problems(sources);
        CHECK(problems.size() == before + 1);
        CHECK(std::ranges::count(problems, row.problem) == 1);
    }
}

TEST_CASE("a file may include its own folder and what its library depends on") {
    struct row {
        std::string path, include;
    };
    const row rows[] = {
        {"server/text/unicode.cpp", "text/unicode.hpp"},
        {"server/chat/room.hpp", "text/unicode.hpp"},
        {"server/websocket/shard.hpp", "text/unicode.hpp"}, // through chat
        {"server/websocket/shard.cpp", "crypto/digest.hpp"},
        {"server/main.cpp", "chat/room.hpp"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CHECK(problems_with(row.path, "#include <vector>\n#include \"" + row.include + "\"\n")
                  .empty());
    }
}

TEST_CASE("a wrong include is reported with its file, its line and both folders") {
    struct row {
        std::string path, include, problem;
    };
    const row rows[] = {
        {"server/text/unicode.cpp", "chat/room.hpp",
         "server/text/unicode.cpp:3: text includes chat, which ivschat_text does not depend on; it "
         "does not stand above it in server/CMakeLists.txt"},
        {"server/websocket/shard.cpp", "http/router.hpp",
         "server/websocket/shard.cpp:3: websocket includes http, which ivschat_websocket does not "
         "depend on"},
        {"server/websocket/shard.hpp", "crypto/digest.hpp",
         "server/websocket/shard.hpp:3: websocket includes crypto, which ivschat_websocket does "
         "not "
         "depend on"},
        {"server/main.cpp", "http/router.hpp",
         "server/main.cpp:3: ivschat-local includes http, which ivschat-local does not depend on"},
        {"server/main.cpp", "crypto/digest.hpp",
         "server/main.cpp:3: ivschat-local includes crypto, which ivschat-local does not depend "
         "on"},
        {"server/chat/room.cpp", "unicode.hpp",
         "server/chat/room.cpp:3: chat includes \"unicode.hpp\", which names no folder"},
        {"server/http/page.cpp.in", "chat/room.hpp",
         "server/http/page.cpp.in:3: http includes chat, which ivschat_http does not depend on"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CHECK(problems_with(row.path, "// first\n\n  #include \"" + row.include +
                                          "\" // third\n") == std::vector{row.problem});
    }
}

TEST_CASE("a library depends only on those above it and on crypto") {
    CHECK(layering_problems(sample()).empty());
    CHECK(
        problems_with("server/chat/CMakeLists.txt",
                      "ivschat_library(chat SOURCES a.cpp DEPENDS ivschat_http)") ==
        std::vector<std::string>{"ivschat_chat depends on ivschat_http, which does not stand above "
                                 "it in server/CMakeLists.txt"});
    CHECK(problems_with("crypto/CMakeLists.txt",
                        "ivschat_library(crypto SOURCES a.cpp DEPENDS ivschat_text)")
              .empty());
    auto sources = sample();
    sources["server/text/CMakeLists.txt"] = "ivschat_library(text DEPENDS ivschat_crypto)";
    sources["crypto/CMakeLists.txt"] = "ivschat_library(crypto PRIVATE ivschat_text)";
    CHECK(layering_problems(sources) ==
          std::vector<std::string>{
              "ivschat_crypto depends on ivschat_text, which depends on ivschat_crypto"});
}
