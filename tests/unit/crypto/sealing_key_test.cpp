#include "crypto/sealing_key.hpp"

#include "crypto/base64url.hpp"
#include "support/repeatable_random.hpp"
#include "support/result_text.hpp"
#include "support/scratch_directory.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

using namespace ivschat::crypto;
using ivschat::support::scratch_directory;
using test::repeatable_random;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, std::string_view text, fs::perms mode = fs::perms(0600)) {
    ivschat::support::write(path, text);
    fs::permissions(path, mode);
}

std::ptrdiff_t entries_of(const scratch_directory& directory) {
    return std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator());
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

const std::string good_line = "ivschat-local-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

} // namespace

TEST_CASE("keys differ, and so do their ids") {
    repeatable_random random;
    const auto first = sealing_key::generate(random);
    const auto second = sealing_key::generate(random);
    CHECK_FALSE(std::ranges::equal(first.reveal(), second.reveal()));
    CHECK(first.id() != second.id());
}

TEST_CASE("the id of a key never changes") {
    const scratch_directory scratch;
    write(scratch.path() / "key", good_line + "\n");
    const auto key = sealing_key::load(scratch.path() / "key");
    REQUIRE(key);
    CHECK(base64url_encode(key->reveal()) == good_line.substr(20));
    // Computed by Python's hashlib. Tokens outlive the program that sealed them, so the id must be
    // the same in every version.
    CHECK(base64url_encode(key->id()) == "zjknt64L8I4");
}

TEST_CASE("a key file is created once, for its owner only, and read afterwards") {
    const scratch_directory scratch;
    const auto path = scratch.path() / "key";
    repeatable_random random;
    const auto made = sealing_key::load_or_create(path, random);
    REQUIRE(made);
    struct stat about {};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(ivschat::support::read(path) ==
          "ivschat-local-key-1 " + base64url_encode(made->reveal()) + "\n");
    CHECK(entries_of(scratch) == 1);

    const auto again = sealing_key::load_or_create(path, random);
    REQUIRE(again);
    CHECK(std::ranges::equal(again->reveal(), made->reveal()));
    const auto loaded = sealing_key::load(path);
    REQUIRE(loaded);
    CHECK(loaded->id() == made->id());
}

TEST_CASE("a key file is for its owner only under any umask") {
    const scratch_directory scratch;
    repeatable_random random;
    for (const mode_t mask : {0U, 0777U}) {
        CAPTURE(mask);
        const auto path = scratch.path() / std::to_string(mask);
        const auto before = ::umask(mask);
        const auto key = sealing_key::load_or_create(path, random);
        ::umask(before);
        REQUIRE(key);
        CHECK(fs::status(path).permissions() == fs::perms(0600));
    }
}

TEST_CASE("replicas that start at once get the same key") {
    for (int round = 0; round < 20; ++round) {
        const scratch_directory scratch;
        const auto path = scratch.path() / "key";
        std::vector<sealing_key::id_type> ids(8);
        std::vector<std::thread> replicas;
        for (std::size_t i = 0; i < ids.size(); ++i)
            replicas.emplace_back([&, i] {
                system_random random;
                const auto key = sealing_key::load_or_create(path, random);
                if (key) ids[i] = key->id();
            });
        for (auto& replica : replicas) replica.join();
        const auto key = sealing_key::load(path);
        REQUIRE(key);
        for (const auto& id : ids) CHECK(id == key->id());
        CHECK(entries_of(scratch) == 1);
    }
}

TEST_CASE("load does not create a missing file") {
    const scratch_directory scratch;
    const auto path = scratch.path() / "key";
    const auto key = sealing_key::load(path);
    REQUIRE_FALSE(key);
    CHECK(contains(key.error().message, path.string()));
    CHECK(contains(key.error().message, "does not exist"));
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a missing directory is reported with the remedy") {
    const scratch_directory scratch;
    repeatable_random random;
    const auto path = scratch.path() / "absent" / "key";
    const auto key = sealing_key::load_or_create(path, random);
    REQUIRE_FALSE(key);
    CHECK(contains(key.error().message, path.string()));
    CHECK(contains(key.error().message,
                   "Create the directory " + path.parent_path().string() + " first"));
}

TEST_CASE("a file that other users may read is refused") {
    const scratch_directory scratch;
    const auto path = scratch.path() / "key";
    for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0777U}) {
        CAPTURE(mode);
        write(path, good_line, fs::perms(mode));
        const auto key = sealing_key::load(path);
        REQUIRE_FALSE(key);
        CHECK(contains(key.error().message, "chmod 600 " + path.string()));
    }
    for (const unsigned mode : {0600U, 0400U, 0700U}) {
        CAPTURE(mode);
        fs::permissions(path, fs::perms(mode));
        CHECK(sealing_key::load(path));
    }
}

TEST_CASE("a file with any other content is refused and stays unchanged") {
    struct row {
        std::string_view name;
        std::string text;
    };
    const row rows[] = {
        {.name = "nothing", .text = ""},
        {.name = "no prefix", .text = good_line.substr(20)},
        {.name = "another version", .text = "ivschat-local-key-2 " + good_line.substr(20)},
        {.name = "31 bytes", .text = good_line.substr(0, good_line.size() - 1)},
        {.name = "33 bytes", .text = good_line + "A"},
        {.name = "bits left over", .text = good_line.substr(0, good_line.size() - 1) + "9"},
        {.name = "padding", .text = good_line + "="},
        {.name = "two line ends", .text = good_line + "\n\n"},
        {.name = "a carriage return", .text = good_line + "\r\n"},
        {.name = "two lines", .text = good_line + "\n" + good_line + "\n"},
        {.name = "a space before", .text = " " + good_line},
        {.name = "much", .text = good_line + std::string(100'000, 'A')},
    };
    const scratch_directory scratch;
    const auto path = scratch.path() / "key";
    repeatable_random random;
    for (const auto& row : rows) {
        CAPTURE(row.name);
        write(path, row.text);
        const auto key = sealing_key::load_or_create(path, random);
        REQUIRE_FALSE(key);
        CHECK(contains(key.error().message, path.string()));
        CHECK(contains(key.error().message, "Restore it, or remove it"));
        CHECK(ivschat::support::read(path) == row.text);
    }
    write(path, good_line);
    CHECK(sealing_key::load(path));
}

TEST_CASE("a path that is not a readable file is refused with its name") {
    const scratch_directory scratch;
    repeatable_random random;
    fs::create_directory(scratch.path() / "directory");
    fs::create_symlink(scratch.path() / "loop", scratch.path() / "loop");
    fs::create_symlink(scratch.path() / "nowhere", scratch.path() / "dangling");
    REQUIRE(::mkfifo((scratch.path() / "pipe").c_str(), 0600) == 0);
    for (const auto name : {"directory", "loop", "dangling", "pipe"}) {
        CAPTURE(name);
        const auto key = sealing_key::load_or_create(scratch.path() / name, random);
        REQUIRE_FALSE(key);
        CHECK(contains(key.error().message, (scratch.path() / name).string()));
        CHECK(entries_of(scratch) == 4);
    }
}
