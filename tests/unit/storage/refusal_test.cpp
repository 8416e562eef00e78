// A database that is refused stays unchanged.
#include "filled_database.hpp"
#include "storage/sqlite.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace ivschat::storage;
using test::child;
using test::contains;
using test::filled_database;
namespace fs = std::filesystem;

TEST_CASE_FIXTURE(filled_database, "a file that is not an SQLite database is refused") {
    const auto good = test::read(scratch.database());
    for (const auto& bytes :
         {std::string{"x"}, std::string{"ivschat-local-key-1"}, std::string(4096, '\0'),
          "SQLite format 2" + good.substr(15), std::string{good.rbegin(), good.rend()}}) {
        CAPTURE(bytes.size());
        test::write(scratch.database(), bytes);
        check_refused("is not an SQLite database. Move it away, or name another directory.");
    }
    fs::remove(scratch.database());
    fs::create_directory(scratch.database());
    CHECK(contains(refusal(), "is not a regular file"));
    fs::remove(scratch.database());
    REQUIRE(::mkfifo(scratch.database().c_str(), 0600) == 0);
    CHECK(contains(refusal(), "is not a regular file"));
}

TEST_CASE_FIXTURE(filled_database, "another application's database is refused") {
    const std::string words = "belongs to another application. Move it away";
    SUBCASE("with its own application id") { sql("PRAGMA application_id = 1"); }
    SUBCASE("without an application id") { sql("PRAGMA application_id = 0"); }
    SUBCASE("with a hot journal, which SQLite would roll back") {
        fs::remove(scratch.database());
        test::write(scratch.database(), "");
        child{[&](int out) {
            sqlite::connection other{scratch.database()};
            other.execute("CREATE TABLE t (a); PRAGMA cache_size = 1; BEGIN;"
                          "INSERT INTO t VALUES (zeroblob(100000))");
            if (::write(out, "!", 1) == 1) ::pause();
        }}.read(1);
        CHECK(fs::file_size(scratch.database().string() + "-journal") > 0);
    }
    check_refused(words);
}

TEST_CASE_FIXTURE(filled_database, "a newer schema is refused") {
    sql("PRAGMA user_version = 2000000000");
    SUBCASE("in the file") {}
    SUBCASE("in the WAL") {
        sql("PRAGMA user_version = 2");
        child{[&](int out) {
            sqlite::connection newer{scratch.database()};
            newer.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA user_version = 2000000000");
            if (::write(out, "!", 1) == 1) ::pause();
        }}.read(1);
        CHECK(fs::file_size(scratch.wal()) > 0);
    }
    check_refused("has schema version 2000000000, and this program knows versions up to 2. Start a "
                  "newer ivschat-local, or name another directory.");
}

TEST_CASE_FIXTURE(filled_database, "a truncated file is refused") {
    const auto size = fs::file_size(scratch.database());
    auto rooms = all_rooms();
    SUBCASE("alone") {
        fs::resize_file(scratch.database(), size - 1);
        check_refused("is damaged: its last page is cut off. Restore the directory from a backup");
    }
    SUBCASE("beside a WAL") {
        leave_a_wal();
        rooms = all_rooms();
    }
    for (const auto left :
         {size - 4096, size / 2, std::uintmax_t{4096}, std::uintmax_t{1000}, std::uintmax_t{100}}) {
        CAPTURE(left);
        fs::resize_file(scratch.database(), left);
        check_damaged_or_whole(rooms);
    }
}

TEST_CASE_FIXTURE(filled_database, "a file with any page overwritten is refused") {
    SUBCASE("alone") {}
    SUBCASE("beside a WAL") { leave_a_wal(); }
    const auto rooms = all_rooms();
    const auto good = test::read(scratch.database());
    REQUIRE(good.size() > 8 * 4096);
    for (const char filling : {'\0', '\x5a', '\xff'}) {
        // Of the first page, spares the header, which other tests damage.
        for (std::size_t at = 0; at < good.size(); at += 4096) {
            CAPTURE(at);
            const std::size_t kept = at == 0 ? 100 : 0;
            test::write(scratch.database(), good);
            test::overwrite(scratch.database(), at + kept, std::string(4096 - kept, filling));
            check_damaged_or_whole(rooms);
        }
    }
}

TEST_CASE_FIXTURE(filled_database, "a file with changed tables is refused") {
    SUBCASE("a table is missing") { sql("DROP TABLE used_tokens"); }
    SUBCASE("a column is missing") { sql("ALTER TABLE rooms RENAME COLUMN created TO made"); }
    check_refused("is damaged: ");
}

TEST_CASE_FIXTURE(filled_database, "a value that we never write is refused") {
    std::string change;
    SUBCASE("tags that are not an object") { change = "UPDATE rooms SET tags = '[]'"; }
    SUBCASE("a tag that is not a text") { change = R"(UPDATE rooms SET tags = '{"a": 1}')"; }
    SUBCASE("a list that is not JSON") { change = "UPDATE rooms SET logging_configurations = 'a'"; }
    SUBCASE("an unknown fallback") { change = "UPDATE rooms SET review_handler_fallback = ''"; }
    SUBCASE("a negative rate") { change = "UPDATE rooms SET maximum_message_rate_per_second = -1"; }
    SUBCASE("a token that is too short") { change = "INSERT INTO used_tokens VALUES (1, x'00')"; }
    SUBCASE("a key that is too short") { change = "INSERT INTO sealing_key VALUES (1, x'00')"; }
    sql("PRAGMA ignore_check_constraints = ON; " + change);
    check_refused("is damaged: ");
}

TEST_CASE_FIXTURE(filled_database, "a WAL without its database is not deleted") {
    leave_a_wal();
    SUBCASE("removed") { fs::remove(scratch.database()); }
    SUBCASE("emptied") { test::write(scratch.database(), ""); }
    check_refused("is there. Restore the directory");
}
