#include "storage/database_file.hpp"

#include "filled_database.hpp"
#include "sample_state.hpp"
#include "scratch.hpp"
#include "storage/database.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace ivschat;
using namespace ivschat::storage;
using test::child;
using test::contains;
using test::filled_database;
using test::no_refusal;
using test::refusal_of;
using test::scratch_directory;
namespace fs = std::filesystem;

namespace {

mode_t mode_of(const fs::path& path) {
    struct stat about {};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    return about.st_mode & 07777;
}

} // namespace

// ---- Creation ----

TEST_CASE("the directory and files are created for their owner only, whatever the umask") {
    for (const mode_t mask : {0U, 0777U}) {
        CAPTURE(mask);
        const scratch_directory scratch;
        const auto before = ::umask(mask);
        {
            database database{scratch.data()};
            database.write(std::vector<chat::effect>{chat::room_saved{test::plain_room("a")}});
            ::umask(before);
            CHECK(mode_of(scratch.data()) == 0700);
            CHECK(mode_of(scratch.database()) == 0600);
            CHECK(mode_of(scratch.wal()) == 0600);
            CHECK(test::files_below(scratch.data()).size() == 2);
        }
        CHECK(test::files_below(scratch.data()).size() == 1);
    }
}

TEST_CASE("an existing directory keeps its mode, and missing parents are created") {
    const scratch_directory scratch;
    fs::create_directory(scratch.data());
    fs::permissions(scratch.data(), fs::perms{0755});
    { const database opened{scratch.data()}; }
    CHECK(mode_of(scratch.data()) == 0755);

    const auto deep = scratch.path() / "a" / "b" / "";
    { const database opened{deep}; }
    CHECK(mode_of(deep) == 0700);
    CHECK(fs::exists(scratch.path() / "a" / "b" / "ivschat.sqlite3"));
}

TEST_CASE("the directory may be named relative to the current one") {
    const scratch_directory scratch;
    const auto before = fs::current_path();
    fs::current_path(scratch.path());
    { const database opened{"data"}; }
    fs::current_path(before);
    CHECK(fs::exists(scratch.database()));
}

TEST_CASE_FIXTURE(filled_database,
                  "a damaged file blocks the directory until somebody moves it away") {
    test::write(scratch.database(), "");
    CHECK(refusal() == no_refusal);
    test::write(scratch.database(), "something else");
    check_refused("Move it away");
    fs::rename(scratch.database(), scratch.data() / "old");
    CHECK(refusal() == no_refusal);
    CHECK(test::read(scratch.data() / "old") == "something else");
}

// ---- One process at a time ----

TEST_CASE("a directory belongs to one database at a time") {
    const scratch_directory scratch;
    {
        const database first{scratch.data()};
        const auto second = [&] { const database opened{scratch.data()}; };
        const auto expected = "The directory " + scratch.data().string() +
                              " is in use by another process. Stop that one, or name another "
                              "directory.";
        CHECK(refusal_of(second) == expected);
        CHECK(test::in_child([&] { return refusal_of(second); }) == expected);
    }
    CHECK_NOTHROW(database{scratch.data()});
}

TEST_CASE("a directory is locked before a file is created, and unlocked at the end") {
    const scratch_directory scratch;
    const auto lock = [&] { const directory_lock locked{scratch.data()}; };
    {
        const directory_lock first{scratch.data()};
        CHECK(contains(refusal_of(lock), "is in use by another process"));
        CHECK(contains(test::in_child([&] { return refusal_of(lock); }), "is in use by another"));
        CHECK(test::files_below(scratch.data()).empty());
    }
    CHECK(refusal_of(lock) == no_refusal);
}

TEST_CASE("of several processes that start at once in a new directory, one wins") {
    for (int round = 0; round < 10; ++round) {
        const scratch_directory scratch;
        const auto start = [&](int out) {
            try {
                const database opened{scratch.data()};
                if (::write(out, "w", 1) == 1) ::pause(); // holds the lock until it is killed
            } catch (const storage_error& error) {
                const char what = contains(error.what(), "is in use") ? '-' : '?';
                if (::write(out, &what, 1) != 1) ::_exit(1);
            }
        };
        child a{start};
        child b{start};
        child c{start};
        auto results = a.read(1) + b.read(1) + c.read(1);
        std::ranges::sort(results);
        CHECK(results == "--w");
    }
}

TEST_CASE_FIXTURE(filled_database, "a file that another program is writing is refused") {
    sqlite::connection other{scratch.database()};
    other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    CHECK(contains(refusal(), "is in use by another process"));
    other.execute("ROLLBACK");
}

TEST_CASE_FIXTURE(filled_database, "other programs are locked out of the file") {
    const database opened{scratch.data()};
    const auto said = test::in_child([&]() -> std::string {
        try {
            sql("SELECT * FROM rooms");
        } catch (const sqlite::error& error) {
            return error.what();
        }
        return "nothing";
    });
    CHECK(said == "database is locked");
}
