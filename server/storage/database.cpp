#include "storage/database.hpp"

#include "storage/json_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace ivschat::storage {
namespace {

std::int64_t to_integer(chat::timestamp time) { return time.time_since_epoch().count(); }

chat::timestamp to_time(std::int64_t integer) {
    return chat::timestamp{std::chrono::nanoseconds{integer}};
}

// An enumerator and its name in the tables. The tables' CHECK constraints allow no other name.
template <class Enumerator>
struct named {
    Enumerator value;
    std::string_view name;
};
template <class Enumerator>
named(Enumerator, std::string_view) -> named<Enumerator>; // clang 14 cannot deduce it

constexpr std::array fallbacks{named{chat::review_fallback::allow, "ALLOW"},
                               named{chat::review_fallback::deny, "DENY"}};
constexpr std::array destinations{named{chat::destination_kind::s3, "s3"},
                                  named{chat::destination_kind::cloudwatch_logs, "cloudWatchLogs"},
                                  named{chat::destination_kind::firehose, "firehose"}};

std::string_view name_of(const auto& names, auto value) {
    return std::ranges::find(names, value, [](const auto& each) { return each.value; })->name;
}

auto value_of(const auto& names, std::string_view name) {
    return std::ranges::find(names, name, [](const auto& each) { return each.name; })->value;
}

} // namespace

database::statements::statements(sqlite::connection& connection)
    : save_room{connection.prepare(R"sql(
          INSERT INTO rooms VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET
              name = excluded.name,
              maximum_message_rate_per_second = excluded.maximum_message_rate_per_second,
              maximum_message_length = excluded.maximum_message_length,
              review_handler_uri = excluded.review_handler_uri,
              review_handler_fallback = excluded.review_handler_fallback,
              tags = excluded.tags,
              logging_configurations = excluded.logging_configurations,
              created = excluded.created,
              updated = excluded.updated)sql")},
      remove_room{connection.prepare("DELETE FROM rooms WHERE arn = ?")},
      save_logging_configuration{connection.prepare(R"sql(
          INSERT INTO logging_configurations VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET
              name = excluded.name,
              destination_kind = excluded.destination_kind,
              destination_name = excluded.destination_name,
              tags = excluded.tags,
              created = excluded.created,
              updated = excluded.updated)sql")},
      remove_logging_configuration{
          connection.prepare("DELETE FROM logging_configurations WHERE arn = ?")},
      save_used_token{connection.prepare("INSERT INTO used_tokens VALUES (?, ?) "
                                         "ON CONFLICT DO NOTHING")},
      remove_used_token{
          connection.prepare("DELETE FROM used_tokens WHERE expires = ? AND token = ?")},
      expire_tokens{connection.prepare(R"sql(
          DELETE FROM used_tokens WHERE (expires, token) IN
              (SELECT expires, token FROM used_tokens WHERE expires <= ? ORDER BY expires LIMIT ?)
          RETURNING expires)sql")},
      remove_all_tokens{connection.prepare("DELETE FROM used_tokens")},
      save_void_tokens{connection.prepare("INSERT OR REPLACE INTO void_tokens VALUES (1, ?)")} {}

// ---- Writing ----

struct database::writer {
    database::statements& statements;

    template <class Transient>
    void operator()(const Transient&) const {
        static_assert(!chat::is_durable<Transient>);
    }

    void operator()(const chat::room_saved& effect) const {
        const auto& [arn, settings, created, updated, rate] = effect.saved;
        const auto& handler = settings.review_handler;
        const auto tags = to_json_text(settings.tags);
        const auto configurations = to_json_text(settings.logging_configurations);
        const sqlite::value null;
        statements.save_room.run(
            {arn, settings.name, std::int64_t{settings.maximum_message_rate_per_second},
             std::int64_t{settings.maximum_message_length},
             handler ? sqlite::value{handler->uri} : null,
             handler ? sqlite::value{name_of(fallbacks, handler->fallback)} : null, tags,
             configurations, to_integer(created), to_integer(updated)});
    }

    void operator()(const chat::room_removed& effect) const {
        statements.remove_room.run({effect.arn});
    }

    void operator()(const chat::logging_configuration_saved& effect) const {
        const auto& [arn, settings, created, updated] = effect.saved;
        const auto tags = to_json_text(settings.tags);
        statements.save_logging_configuration.run(
            {arn, settings.name, name_of(destinations, settings.destination.kind),
             settings.destination.name, tags, to_integer(created), to_integer(updated)});
    }

    void operator()(const chat::logging_configuration_removed& effect) const {
        statements.remove_logging_configuration.run({effect.arn});
    }

    void operator()(const chat::tokens_forgotten& effect) const {
        statements.remove_all_tokens.run({});
        statements.save_void_tokens.run({static_cast<std::int64_t>(effect.void_until)});
    }

    void operator()(const chat::token_used& effect) const {
        statements.save_used_token.run(
            {to_integer(effect.expires_at), std::span<const std::byte>{effect.token}});
    }

    void operator()(const chat::token_released& effect) const {
        statements.remove_used_token.run(
            {to_integer(effect.expires_at), std::span<const std::byte>{effect.token}});
    }
};

template <class Action>
auto database::in_transaction(Action action) {
    try {
        sqlite::transaction transaction{connection_};
        if constexpr (std::is_void_v<decltype(action())>) {
            action();
            transaction.commit();
        } else {
            auto result = action();
            transaction.commit();
            return result;
        }
    } catch (const sqlite::error& error) {
        throw explain(file_, error);
    } catch (const json_text_error& error) {
        throw damaged(file_, error.what());
    }
}

database::database(const std::filesystem::path& directory)
    : file_{directory / "ivschat.sqlite3"},
      lock_{directory},
      connection_{open_database(file_)},
      statements_{prepare(file_, connection_)} {}

database::statements database::prepare(const std::filesystem::path& file,
                                       sqlite::connection& connection) {
    try {
        return statements{connection};
    } catch (const sqlite::error& error) {
        throw damaged(file, error.what()); // another program changed the tables
    }
}

void database::write(std::span<const chat::effect> effects) {
    in_transaction([&] {
        for (const auto& effect : effects) std::visit(writer{statements_}, effect);
    });
}

std::size_t database::write(std::span<const chat::effect> effects, const token_expiry& expiry) {
    return in_transaction([&] {
        for (const auto& effect : effects) std::visit(writer{statements_}, effect);
        return expire(expiry);
    });
}

std::size_t database::expire(const token_expiry& expiry) {
    std::size_t expired = 0;
    statements_.expire_tokens.for_each(
        {to_integer(expiry.now), static_cast<std::int64_t>(expiry.limit)},
        [&](const sqlite::row&) { ++expired; });
    return expired;
}

// ---- Reading ----

stored_state database::load(chat::timestamp now) {
    return in_transaction([&] {
        expire({.now = now, .limit = std::numeric_limits<std::int64_t>::max()});
        return stored_state{.logging_configurations = load_logging_configurations(),
                            .rooms = load_rooms(),
                            .used_tokens = load_used_tokens(),
                            .void_tokens_until = load_void_tokens()};
    });
}

std::vector<chat::room> database::load_rooms() {
    std::vector<chat::room> rooms;
    auto all = connection_.prepare("SELECT * FROM rooms");
    all.for_each({}, [&](const sqlite::row& row) {
        std::optional<chat::review_handler> handler;
        if (!row.is_null(4)) {
            handler = {.uri = std::string{row.text(4)},
                       .fallback = value_of(fallbacks, row.text(5))};
        }
        rooms.push_back(
            {.arn = std::string{row.text(0)},
             .settings = {.name = std::string{row.text(1)},
                          .maximum_message_rate_per_second =
                              static_cast<std::uint32_t>(row.integer(2)),
                          .maximum_message_length = static_cast<std::uint32_t>(row.integer(3)),
                          .review_handler = std::move(handler),
                          .tags = tags_from(row.text(6)),
                          .logging_configurations = list_from(row.text(7))},
             .created = to_time(row.integer(8)),
             .updated = to_time(row.integer(9))});
    });
    return rooms;
}

std::vector<chat::logging_configuration> database::load_logging_configurations() {
    std::vector<chat::logging_configuration> configurations;
    auto all = connection_.prepare("SELECT * FROM logging_configurations");
    all.for_each({}, [&](const sqlite::row& row) {
        configurations.push_back(
            {.arn = std::string{row.text(0)},
             .settings = {.name = std::string{row.text(1)},
                          .destination = {.kind = value_of(destinations, row.text(2)),
                                          .name = std::string{row.text(3)}},
                          .tags = tags_from(row.text(4))},
             .created = to_time(row.integer(5)),
             .updated = to_time(row.integer(6))});
    });
    return configurations;
}

std::vector<chat::token_used> database::load_used_tokens() {
    std::vector<chat::token_used> tokens;
    auto all = connection_.prepare("SELECT * FROM used_tokens");
    all.for_each({}, [&](const sqlite::row& row) {
        chat::token_used token{.token = {}, .expires_at = to_time(row.integer(0))};
        std::ranges::copy(row.blob(1), token.token.begin());
        tokens.push_back(token);
    });
    return tokens;
}

std::uint64_t database::load_void_tokens() {
    std::uint64_t until = 0;
    connection_.prepare("SELECT until FROM void_tokens").for_each({}, [&](const sqlite::row& row) {
        until = static_cast<std::uint64_t>(row.integer(0));
    });
    return until;
}

crypto::sealing_key database::sealing_key(crypto::random_source& random) {
    return in_transaction([&] {
        std::optional<crypto::sealing_key> key;
        const auto read = [&](const sqlite::row& row) {
            key = crypto::sealing_key::from(crypto::secret<32>{row.blob(0).first<32>()});
        };
        auto find = connection_.prepare("SELECT bytes FROM sealing_key");
        find.for_each({}, read);
        if (!key) {
            key = crypto::sealing_key::generate(random);
            connection_.prepare("INSERT INTO sealing_key VALUES (1, ?)")
                .run({std::span<const std::byte>{key->reveal()}});
        }
        return *std::move(key);
    });
}

} // namespace ivschat::storage
