#include "storage/sqlite.hpp"

#include "sample_state.hpp"
#include "scratch.hpp"

#include <doctest/doctest.h>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace ivschat::storage::sqlite;
namespace test = ivschat::storage::test;

namespace {

// An empty file is an empty database.
struct open_file {
    test::scratch_directory scratch;
    std::filesystem::path file = scratch.path() / "file";
    connection database = open();

    connection open() {
        test::write(file, "");
        return connection{file};
    }
};

int code_of(const std::function<void()>& run) {
    try {
        run();
    } catch (const error& failed) {
        return failed.code();
    }
    return SQLITE_OK;
}

} // namespace

TEST_CASE_FIXTURE(open_file, "every type of value is read back unchanged") {
    database.execute("CREATE TABLE t (place INTEGER PRIMARY KEY, value ANY) STRICT");
    const auto text = test::hostile_text();
    const std::array blob{std::byte{0}, std::byte{0xff}};
    auto insert = database.prepare("INSERT INTO t VALUES (?, ?)");
    insert.run({1, nullptr});
    insert.run({2, std::int64_t{INT64_MIN}});
    insert.run({3, text});
    insert.run({4, std::span<const std::byte>{blob}});
    insert.run({5, std::string_view{}});
    insert.run({6, std::span<const std::byte>{}});

    int rows = 0;
    auto all = database.prepare("SELECT value FROM t ORDER BY place");
    all.for_each({}, [&](const row& row) {
        switch (++rows) {
        case 1:
            CHECK(row.is_null(0));
            break;
        case 2:
            CHECK(row.integer(0) == INT64_MIN);
            break;
        case 3:
            CHECK(row.text(0) == text);
            break;
        case 4:
            CHECK(std::ranges::equal(row.blob(0), blob));
            break;
        default:
            CHECK_FALSE(row.is_null(0));
            CHECK(row.blob(0).empty());
        }
    });
    CHECK(rows == 6);
    CHECK(database.text("SELECT group_concat(typeof(value)) FROM t") ==
          "null,integer,text,blob,text,blob");
}

TEST_CASE_FIXTURE(open_file, "a statement can be used again after a failure") {
    database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT");
    auto insert = database.prepare("INSERT INTO t VALUES (?)");
    insert.run({1});
    CHECK(code_of([&] { insert.run({1}); }) == SQLITE_CONSTRAINT_PRIMARYKEY);
    insert.run({2});
    CHECK(database.integer("SELECT count(*) FROM t") == 2);
}

TEST_CASE_FIXTURE(open_file, "a statement can be used again after its visitor has thrown") {
    auto numbers = database.prepare("VALUES (1), (2), (3)");
    std::vector<std::int64_t> seen;
    CHECK_THROWS_AS(numbers.for_each({}, [](const row&) { throw 1; }), int);
    numbers.for_each({}, [&](const row& row) { seen.push_back(row.integer(0)); });
    CHECK(seen == std::vector<std::int64_t>{1, 2, 3});
}

TEST_CASE_FIXTURE(open_file, "errors have SQLite's message and code") {
    CHECK(code_of([&] { database.prepare("SELEKT"); }) == SQLITE_ERROR);
    CHECK_THROWS_WITH_AS(database.execute("SELECT * FROM absent"), "no such table: absent", error);
    const connection* none = nullptr;
    CHECK(code_of([&] { none = new connection{scratch.path() / "absent"}; }) == SQLITE_CANTOPEN);
    CHECK(none == nullptr);
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "absent"));
}

TEST_CASE_FIXTURE(open_file, "a transaction that is not committed is rolled back") {
    database.execute("CREATE TABLE t (a)");
    {
        const transaction abandoned{database};
        database.execute("INSERT INTO t VALUES (1)");
        CHECK_FALSE(database.is_idle());
    }
    CHECK(database.is_idle());
    CHECK(database.integer("SELECT count(*) FROM t") == 0);
    {
        transaction kept{database};
        database.execute("INSERT INTO t VALUES (2)");
        kept.commit();
    }
    CHECK(database.integer("SELECT sum(a) FROM t") == 2);
}

TEST_CASE_FIXTURE(open_file, "a transaction that fails on a full disk changes nothing") {
    database.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA max_page_count = 4");
    const auto grow = [&] {
        transaction transaction{database};
        for (int i = 0; i < 100; ++i) {
            database.execute("INSERT INTO t VALUES (randomblob(1000))");
        }
        transaction.commit();
    };
    CHECK(code_of(grow) == SQLITE_FULL);
    CHECK(database.is_idle());
    CHECK(database.integer("SELECT count(*) FROM t") == 1);
    database.execute("PRAGMA max_page_count = 1000");
    grow();
    CHECK(database.integer("SELECT count(*) FROM t") == 101);
}

TEST_CASE("a file name that looks like a URI names a file") {
    const test::scratch_directory scratch;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(scratch.path());
    test::write("file:x?mode=ro", "");
    connection{"file:x?mode=ro"}.execute("CREATE TABLE t (a)");
    CHECK_FALSE(test::read("file:x?mode=ro").empty());
    std::filesystem::current_path(before);
}
