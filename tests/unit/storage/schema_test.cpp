#include "storage/schema.hpp"

#include "sample_state.hpp"
#include "scratch.hpp"
#include "storage/database.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ivschat::storage;

namespace {

struct empty_database {
    test::scratch_directory scratch;
    sqlite::connection connection = open();

    sqlite::connection open() {
        std::filesystem::create_directory(scratch.data());
        test::write(scratch.database(), "");
        return sqlite::connection{scratch.database()};
    }
    auto version() { return connection.integer("PRAGMA user_version"); }
};

const std::vector<std::string_view> three_versions{
    "CREATE TABLE pets (name TEXT); INSERT INTO pets VALUES ('cat')",
    "ALTER TABLE pets ADD COLUMN legs INTEGER; UPDATE pets SET legs = 4",
    "ALTER TABLE pets RENAME TO animals",
};

} // namespace

TEST_CASE_FIXTURE(empty_database, "a new database runs all scripts once") {
    migrate(connection, three_versions);
    CHECK(version() == 3);
    CHECK(connection.integer("SELECT legs FROM animals WHERE name = 'cat'") == 4);
    migrate(connection, three_versions);
    CHECK(connection.integer("SELECT count(*) FROM animals") == 1);
}

TEST_CASE_FIXTURE(empty_database, "an older database keeps its content") {
    migrate(connection, std::span{three_versions}.first(1));
    CHECK(version() == 1);
    connection.execute("INSERT INTO pets VALUES ('hen')");
    migrate(connection, three_versions);
    CHECK(version() == 3);
    CHECK(connection.text("SELECT group_concat(name) FROM animals") == "cat,hen");
}

TEST_CASE_FIXTURE(empty_database,
                  "after a failed script the database keeps the last version that was reached") {
    auto scripts = three_versions;
    scripts[1] = "ALTER TABLE pets ADD COLUMN legs INTEGER; INSERT INTO absent VALUES (1)";
    CHECK_THROWS_AS(migrate(connection, scripts), sqlite::error);
    CHECK(version() == 1);
    CHECK_THROWS_AS(connection.prepare("SELECT legs FROM pets"), sqlite::error);
    migrate(connection, three_versions);
    CHECK(version() == 3);
}

TEST_CASE_FIXTURE(empty_database, "our scripts set the application id") {
    migrate(connection, migrations());
    CHECK(connection.integer("PRAGMA application_id") == application_id);
    CHECK(version() == static_cast<std::int64_t>(migrations().size()));
}

// The schema as released. Never change it: the test must fail if the first script changes.
constexpr auto version_1_by_hand = R"sql(
PRAGMA application_id = 1230394179;
CREATE TABLE rooms (arn TEXT PRIMARY KEY, name TEXT NOT NULL,
    maximum_message_rate_per_second INTEGER NOT NULL, maximum_message_length INTEGER NOT NULL,
    review_handler_uri TEXT, review_handler_fallback TEXT, tags TEXT NOT NULL,
    logging_configurations TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE logging_configurations (arn TEXT PRIMARY KEY, name TEXT NOT NULL,
    destination_kind TEXT NOT NULL, destination_name TEXT NOT NULL, tags TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE used_tokens (expires INTEGER NOT NULL, token BLOB NOT NULL,
    PRIMARY KEY (expires, token)) STRICT, WITHOUT ROWID;
CREATE TABLE sealing_key (the_only_one INTEGER PRIMARY KEY, bytes BLOB NOT NULL)
    STRICT, WITHOUT ROWID;
INSERT INTO rooms VALUES ('arn:aws:ivschat:us-east-1:123456789012:room/a', 'n', 5, 6, 'u', 'DENY',
    '{"k":"v"}', '["b","a"]', 7, 8);
INSERT INTO logging_configurations VALUES ('l', 'm', 'cloudWatchLogs', 'group', '{}', 9, 10);
PRAGMA user_version = 1;
)sql";

TEST_CASE_FIXTURE(empty_database,
                  "a database of the first version can be read by every later one") {
    connection.execute(version_1_by_hand);
    { const auto closed = std::move(connection); }
    database database{scratch.data()};
    const auto state = database.load(test::now);
    REQUIRE(state.rooms.size() == 1);
    CHECK(test::to_text(state.rooms[0]) ==
          "arn:aws:ivschat:us-east-1:123456789012:room/a n 5 6 (u 1) k=v b a 7 8");
    REQUIRE(state.logging_configurations.size() == 1);
    CHECK(test::to_text(state.logging_configurations[0]) == "l m 1 group 9 10");
}

TEST_CASE_FIXTURE(empty_database, "a database without tables gets them") {
    SUBCASE("an empty file") {}
    SUBCASE("a file with our application id") {
        connection.execute("PRAGMA application_id = 1230394179; CREATE TABLE t (a); DROP TABLE t");
    }
    { const auto closed = std::move(connection); }
    database database{scratch.data()};
    database.write(
        std::vector<ivschat::chat::effect>{ivschat::chat::room_saved{test::plain_room("a")}});
    CHECK(database.load(test::now).rooms.size() == 1);
}
