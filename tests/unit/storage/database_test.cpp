#include "storage/database.hpp"

#include "sample_state.hpp"
#include "scratch.hpp"
#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace ivschat;
using namespace ivschat::storage;
using test::contains;
using test::refusal_of;
using test::scratch_directory;

namespace {

struct fresh_database {
    scratch_directory scratch;
    std::optional<database> data{std::in_place, scratch.data()};

    void reopen() {
        data.reset();
        data.emplace(scratch.data());
    }
    void write(const std::vector<chat::effect>& effects) { data->write(effects); }
    stored_state load(chat::timestamp now = test::now) { return data->load(now); }
    std::vector<std::string> rooms() {
        std::vector<std::string> texts;
        for (const auto& room : load().rooms) texts.push_back(test::to_text(room));
        return texts;
    }
    // Requires that the database is closed.
    void alter(const std::string& script) {
        data.reset();
        sqlite::connection{scratch.database()}.execute(script);
    }
};

chat::room_saved saved(chat::room room) { return {std::move(room)}; }

} // namespace

TEST_CASE_FIXTURE(fresh_database, "a new database is empty") {
    const auto state = load();
    CHECK(state.rooms.empty());
    CHECK(state.logging_configurations.empty());
    CHECK(state.used_tokens.empty());
}

TEST_CASE_FIXTURE(fresh_database, "a room is loaded with every member") {
    auto emptied = test::full_room("emptied");
    emptied.settings.review_handler = chat::review_handler{};
    auto ancient = test::plain_room("ancient");
    ancient.created = chat::timestamp::min();
    ancient.updated = chat::timestamp::max();
    for (const auto& room :
         {test::plain_room("plain"), test::full_room("full"), emptied, ancient}) {
        CAPTURE(room.arn);
        write({saved(room)});
        reopen();
        const auto found = load().rooms;
        REQUIRE(found.size() == 1);
        CHECK(test::to_text(found[0]) == test::to_text(room));
        CHECK(found[0].settings == room.settings);
        write({chat::room_removed{room.arn}});
    }
}

TEST_CASE_FIXTURE(fresh_database, "a logging configuration is loaded with every member") {
    using enum chat::destination_kind;
    for (const auto kind : {s3, cloudwatch_logs, firehose}) {
        auto configuration = test::full_configuration("a");
        configuration.settings.destination.kind = kind;
        configuration.settings.name += std::to_string(static_cast<int>(kind));
        write({chat::logging_configuration_saved{configuration}});
        reopen();
        const auto found = load().logging_configurations;
        REQUIRE(found.size() == 1);
        CHECK(test::to_text(found[0]) == test::to_text(configuration));
        CHECK(found[0].settings == configuration.settings);
    }
}

TEST_CASE_FIXTURE(fresh_database, "texts may contain any character") {
    const auto text = test::hostile_text();
    auto room = test::full_room(text);
    room.settings.name = text;
    room.settings.review_handler->uri = text;
    room.settings.tags = {{text, text}, {text + "2", ""}};
    room.settings.logging_configurations = {text, "", text};
    auto configuration = test::full_configuration(text);
    configuration.settings.name = text;
    configuration.settings.destination.name = text;
    configuration.settings.tags = {{text, text}};
    // ARNs that differ only after a NUL.
    const auto twin = test::plain_room(text + "2");
    write({saved(room), saved(twin), chat::logging_configuration_saved{configuration}});
    reopen();
    CHECK(rooms() == std::vector{test::to_text(room), test::to_text(twin)});
    const auto found = load().logging_configurations;
    REQUIRE(found.size() == 1);
    CHECK(test::to_text(found[0]) == test::to_text(configuration));

    write({chat::room_removed{twin.arn}, chat::logging_configuration_removed{configuration.arn}});
    CHECK(rooms() == std::vector{test::to_text(room)});
    CHECK(load().logging_configurations.empty());
}

TEST_CASE_FIXTURE(fresh_database, "saving again replaces the old row") {
    write({saved(test::full_room("a")), saved(test::full_room("b"))});
    write({saved(test::plain_room("a"))});
    CHECK(rooms() ==
          std::vector{test::to_text(test::plain_room("a")), test::to_text(test::full_room("b"))});
    write({saved(test::full_room("a"))});
    CHECK(rooms()[0] == test::to_text(test::full_room("a")));
}

TEST_CASE_FIXTURE(fresh_database, "effects are carried out in their order") {
    const auto a = test::plain_room("a");
    const auto b = test::plain_room("b");
    write({saved(a), chat::room_removed{a.arn}, chat::room_removed{b.arn}, saved(b)});
    CHECK(rooms() == std::vector{test::to_text(b)});
}

TEST_CASE_FIXTURE(fresh_database, "writing effects twice changes nothing") {
    const std::vector<chat::effect> effects{
        saved(test::full_room("a")), chat::room_removed{test::plain_room("b").arn},
        chat::logging_configuration_saved{test::full_configuration("c")},
        chat::logging_configuration_removed{test::full_configuration("d").arn},
        test::token(1, test::now + std::chrono::seconds{1})};
    write(effects);
    write(effects);
    const auto state = load();
    CHECK(state.rooms.size() == 1);
    CHECK(state.logging_configurations.size() == 1);
    CHECK(state.used_tokens.size() == 1);
}

TEST_CASE_FIXTURE(fresh_database, "removing a missing row has no effect") {
    write({chat::room_removed{"absent"}, chat::logging_configuration_removed{"absent"}});
    CHECK(load().rooms.empty());
}

TEST_CASE_FIXTURE(fresh_database, "transient effects are not written") {
    const chat::message said{.id = "m",
                             .request_id = "",
                             .attributes = {},
                             .content = "hi",
                             .sent_at = test::now,
                             .sender_user_id = "u",
                             .sender_attributes = {}};
    const auto before = test::files_below(scratch.data());
    write({});
    write({chat::delivery{.room_arn = "a", .what = said},
           chat::closure{.session = chat::session_id{1},
                         .cause = chat::close_cause::user_disconnected,
                         .reason = ""}});
    CHECK(test::files_below(scratch.data()) == before);
}

TEST_CASE_FIXTURE(fresh_database, "used tokens are stored until they expire") {
    using std::chrono::nanoseconds;
    const auto past = test::token(1, test::now - nanoseconds{1});
    const auto due = test::token(2, test::now);
    const auto alive = test::token(3, test::now + nanoseconds{1});
    write({alive, due, past});
    reopen();
    const auto all = load(test::now - nanoseconds{2}).used_tokens;
    REQUIRE(all.size() == 3);
    CHECK(all[2].token == alive.token);
    CHECK(all[2].expires_at == alive.expires_at);

    const auto left = load().used_tokens;
    REQUIRE(left.size() == 1);
    CHECK(left[0].token == alive.token);
    reopen();
    CHECK(load(test::now - nanoseconds{2}).used_tokens.size() == 1);
}

TEST_CASE_FIXTURE(fresh_database,
                  "a released token is no longer stored, nor is any after a reset") {
    const auto expiry = test::now + std::chrono::hours{1};
    const auto first = test::token(1, expiry);
    const auto second = test::token(2, expiry);
    write({first, second, chat::token_released{.token = first.token, .expires_at = expiry}});
    reopen();
    auto state = load();
    REQUIRE(state.used_tokens.size() == 1);
    CHECK(state.used_tokens[0].token == second.token);
    CHECK(state.void_tokens_until == 0);
    for (const std::uint64_t until : {77U, 78U}) {
        write({chat::tokens_forgotten{.void_until = until}});
        reopen();
        state = load();
        CHECK(state.used_tokens.empty());
        CHECK(state.void_tokens_until == until);
    }
}

TEST_CASE_FIXTURE(fresh_database, "a write removes expired tokens, the oldest first") {
    using std::chrono::nanoseconds;
    const auto long_ago = test::now - std::chrono::hours{1};
    const std::vector<chat::effect> tokens{
        test::token(3, test::now + nanoseconds{1}), test::token(1, test::now),
        test::token(2, test::now - nanoseconds{1}), test::token(0, test::now)};
    CHECK(data->write(tokens, {.now = test::now, .limit = 1}) == 1);
    CHECK(load(long_ago).used_tokens.size() == 3);
    CHECK(load(test::now - nanoseconds{1}).used_tokens.size() == 3);
    CHECK(data->write({}, {.now = test::now, .limit = 0}) == 0);
    CHECK(data->write({}, {.now = test::now, .limit = 5}) == 2);
    const auto left = load(long_ago).used_tokens;
    REQUIRE(left.size() == 1);
    CHECK((left[0].token == test::token(3, {}).token));
}

TEST_CASE_FIXTURE(fresh_database, "the sealing key is generated once") {
    crypto::test::repeatable_random random;
    const auto key = data->sealing_key(random);
    const auto again = data->sealing_key(random);
    CHECK(std::ranges::equal(again.reveal(), key.reveal()));
    reopen();
    const auto later = data->sealing_key(random);
    CHECK(std::ranges::equal(later.reveal(), key.reveal()));
    CHECK(later.id() == key.id());

    const scratch_directory elsewhere;
    CHECK(database{elsewhere.data()}.sealing_key(random).id() != key.id());
}

TEST_CASE_FIXTURE(fresh_database, "one failing effect rolls back its whole batch") {
    write({saved(test::plain_room("before"))});
    alter("CREATE TRIGGER t BEFORE INSERT ON rooms WHEN new.name = 'bad' "
          "BEGIN SELECT raise(ABORT, 'injected'); END");
    data.emplace(scratch.data());
    auto bad = test::plain_room("bad");
    bad.settings.name = "bad";
    const std::vector<chat::effect> batch{
        saved(test::plain_room("a")),
        chat::room_removed{test::plain_room("before").arn},
        test::token(1, test::now + std::chrono::hours{1}),
        chat::logging_configuration_saved{test::full_configuration("c")},
        saved(bad),
        saved(test::plain_room("z"))};
    const auto refusal = refusal_of([&] { data->write(batch); });
    CHECK(contains(refusal, scratch.database().string()));
    CHECK(contains(refusal, "injected"));
    for (int i = 0; i < 2; ++i) {
        CHECK(rooms() == std::vector{test::to_text(test::plain_room("before"))});
        CHECK(load().used_tokens.empty());
        CHECK(load().logging_configurations.empty());
        reopen();
    }
    write({saved(test::plain_room("after"))});
    CHECK(rooms().size() == 2);
}

TEST_CASE_FIXTURE(fresh_database, "different threads may open, write and close a database") {
    std::thread{[&] { write({saved(test::full_room("a"))}); }}.join();
    std::thread{[&] { data.reset(); }}.join();
    data.emplace(scratch.data());
    CHECK(rooms() == std::vector{test::to_text(test::full_room("a"))});
}

TEST_CASE_FIXTURE(fresh_database, "a large batch and long texts are loaded") {
    std::vector<chat::effect> batch;
    batch.reserve(1001);
    for (int i = 0; i < 1000; ++i) batch.emplace_back(saved(test::full_room(std::to_string(i))));
    auto heavy = test::plain_room("heavy");
    for (int i = 0; i < 50; ++i) {
        heavy.settings.tags.emplace(std::string(124, 'k') + std::to_string(i),
                                    std::string(256, '\x01'));
    }
    batch.emplace_back(saved(heavy));
    write(batch);
    reopen();
    const auto found = load().rooms;
    REQUIRE(found.size() == 1001);
    CHECK(std::ranges::any_of(
        found, [&](const chat::room& room) { return room.settings == heavy.settings; }));
}
