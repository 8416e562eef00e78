#include "storage/schema.hpp"

#include <array>

namespace ivschat::storage {
namespace {

// Times are nanoseconds since 1970. A table without rowids is a single tree, so that the check at
// the start reads the whole file. It tests every row against the CHECK constraints, too.
constexpr std::string_view version_1 = R"sql(
PRAGMA application_id = 0x49565343;

CREATE TABLE rooms (
    arn                             TEXT PRIMARY KEY,
    name                            TEXT NOT NULL,
    maximum_message_rate_per_second INTEGER NOT NULL
        CHECK (maximum_message_rate_per_second BETWEEN 0 AND 4294967295),
    maximum_message_length          INTEGER NOT NULL
        CHECK (maximum_message_length BETWEEN 0 AND 4294967295),
    review_handler_uri              TEXT, -- NULL: never had one; empty: out of use
    review_handler_fallback         TEXT CHECK (review_handler_fallback IN ('ALLOW', 'DENY')),
    tags                            TEXT NOT NULL
        CHECK (json_valid(tags) AND substr(tags, 1, 1) = '{'),
    logging_configurations          TEXT NOT NULL -- ARNs, in the client's order
        CHECK (json_valid(logging_configurations) AND substr(logging_configurations, 1, 1) = '['),
    created                         INTEGER NOT NULL,
    updated                         INTEGER NOT NULL,
    CHECK ((review_handler_uri IS NULL) = (review_handler_fallback IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE logging_configurations (
    arn              TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    destination_kind TEXT NOT NULL
        CHECK (destination_kind IN ('s3', 'cloudWatchLogs', 'firehose')),
    destination_name TEXT NOT NULL,
    tags             TEXT NOT NULL
        CHECK (json_valid(tags) AND substr(tags, 1, 1) = '{'),
    created          INTEGER NOT NULL,
    updated          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens are never looked up here, only forgotten by expiry.
CREATE TABLE used_tokens (
    expires INTEGER NOT NULL,
    token   BLOB NOT NULL CHECK (length(token) = 16),
    PRIMARY KEY (expires, token)
) STRICT, WITHOUT ROWID;

CREATE TABLE sealing_key (
    the_only_one INTEGER PRIMARY KEY CHECK (the_only_one = 1),
    bytes        BLOB NOT NULL CHECK (length(bytes) = 32)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::string_view version_2 = R"sql(
CREATE TABLE void_tokens ( -- since a reset
    the_only_one INTEGER PRIMARY KEY CHECK (the_only_one = 1),
    until        INTEGER NOT NULL -- as the stamps in token ids count
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array all_migrations{version_1, version_2};

} // namespace

std::span<const std::string_view> migrations() { return all_migrations; }

void migrate(sqlite::connection& connection, std::span<const std::string_view> scripts) {
    auto version = static_cast<std::size_t>(connection.integer("PRAGMA user_version"));
    while (version < scripts.size()) {
        sqlite::transaction transaction{connection};
        connection.execute(std::string{scripts[version]});
        ++version;
        connection.execute("PRAGMA user_version = " + std::to_string(version));
        transaction.commit();
    }
}

} // namespace ivschat::storage
