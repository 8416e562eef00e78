#include "callers.hpp"
#include "party.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

constexpr int a_minute = 60; // seconds

std::vector<api_operation> all_operations() {
    std::vector<api_operation> all;
    for (std::size_t i = 0; i < api_operation_count; ++i) {
        all.push_back(static_cast<api_operation>(i));
    }
    return all;
}

std::string room_of(const std::string& account, const std::string& region) {
    return "arn:aws:ivschat:" + region + ":" + account + ":room/AbCdEfGhIjKl";
}

std::string numbered_room(int number) {
    auto id = std::to_string(number);
    return "arn:aws:ivschat:us-east-1:123456789012:room/" + std::string(12 - id.size(), 'N') + id;
}

struct accounts : party {
    explicit accounts(const quotas& limits) : party{{.quotas = limits}} {
        for (const auto& each :
             {room_of("111111111111", "us-east-1"), room_of("123456789012", "eu-west-1")}) {
            chat.restore(make_room(each, start));
        }
    }

    // What a backend's request is counted by, whichever operation it is of.
    std::optional<refusal> ask(api_operation operation, const std::string& account = "123456789012",
                               const std::string& region = "us-east-1") {
        done.clear();
        const auto who = resident(account, region);
        if (auto why = refusal_of(chat.admit_operation(now, who, operation))) return why;
        const auto room = room_of(account, region);
        if (operation == api_operation::delete_message) {
            return refusal_of(chat.act(
                now, who, room,
                delete_message{.request_id = {}, .message_id = "AbCdEfGhIjKl", .reason = {}},
                done));
        }
        if (operation == api_operation::disconnect_user) {
            return refusal_of(chat.act(
                now, who, room,
                disconnect_user{.request_id = {}, .user_id = "nobody", .reason = {}}, done));
        }
        return std::nullopt;
    }

    std::optional<refusal> create(const caller& who) {
        return refusal_of(chat.create_room(now, who, {}, done));
    }
    std::optional<refusal> configure(const caller& who) {
        const logging_configuration_settings settings{
            .name = {},
            .destination = {.kind = destination_kind::s3, .name = "bucket"},
            .tags = {}};
        return refusal_of(chat.create_logging_configuration(now, who, settings, done));
    }
    std::optional<refusal> connect(const grant& grant) {
        return refusal_of(chat.connect(now, grant, done));
    }
};

// Calls `attempt()` so often a second, evenly, and counts how often it was admitted.
template <class Attempt>
int under_load(party& p, double per_second, Attempt attempt) {
    const auto begin = p.now;
    const auto total = static_cast<int>(per_second * a_minute);
    int admitted = 0;
    for (int i = 0; i < total; ++i) {
        p.now = begin + std::chrono::nanoseconds{std::llround(i * 1e9 / per_second)};
        if (attempt()) ++admitted;
    }
    return admitted;
}

void check_near(int admitted, std::uint32_t per_second) {
    const double expected = per_second * a_minute;
    CHECK(admitted >= 0.95 * expected);
    CHECK(admitted <= 1.05 * expected);
}

refusal refusal_for(api_operation operation) {
    const bool is_messaging =
        operation == api_operation::delete_message || operation == api_operation::disconnect_user;
    return is_messaging ? refusal::account_rate_exceeded : refusal::operation_rate_exceeded;
}

} // namespace

TEST_CASE("AWS's quotas are the documented ones") {
    using enum api_operation;
    const auto limits = aws_quotas();
    const std::map<api_operation, std::uint32_t> documented{
        {create_chat_token, 200},
        {create_logging_configuration, 3},
        {create_room, 5},
        {delete_logging_configuration, 3},
        {delete_message, 100},
        {delete_room, 5},
        {disconnect_user, 100},
        {get_logging_configuration, 3},
        {get_room, 5},
        {list_logging_configurations, 3},
        {list_rooms, 5},
        {list_tags_for_resource, 10},
        {send_event, 100},
        {tag_resource, 10},
        {untag_resource, 10},
        {update_logging_configuration, 3},
        {update_room, 5},
    };
    CHECK(documented.size() == api_operation_count);
    for (const auto& [operation, limit] : documented) {
        CAPTURE(static_cast<int>(operation));
        CHECK(limits.of(operation) == limit);
    }
    CHECK(limits.rooms == 50'000);
    CHECK(limits.logging_configurations == 10);
    CHECK(limits.connections == 50'000);
    CHECK(limits.send_messages_per_second == 1000);
    CHECK(limits.requests_per_second_of_a_connection == 10);
    CHECK(limits.room_message_rates);
    CHECK(limits.room_message_rate_overrides.empty());
}

TEST_CASE("a load just under an operation's limit is never throttled") {
    for (const auto operation : all_operations()) {
        CAPTURE(static_cast<int>(operation));
        accounts a{aws_quotas()};
        const auto load = 0.99 * aws_quotas().of(operation);
        const auto admitted = under_load(a, load, [&] { return !a.ask(operation); });
        CHECK(admitted == static_cast<int>(load * a_minute));
    }
}

TEST_CASE("a load that comes once a second and all at once is not throttled either") {
    for (const auto operation : all_operations()) {
        CAPTURE(static_cast<int>(operation));
        accounts a{aws_quotas()};
        for (int second = 0; second < a_minute; ++second) {
            for (std::uint32_t i = 0; i < aws_quotas().of(operation); ++i) {
                REQUIRE(a.ask(operation) == std::nullopt);
            }
            REQUIRE(a.ask(operation) == refusal_for(operation));
            a.now += seconds{1};
        }
    }
}

TEST_CASE("of three times an operation's limit, the limit is admitted") {
    for (const auto operation : all_operations()) {
        CAPTURE(static_cast<int>(operation));
        accounts a{aws_quotas()};
        const auto limit = aws_quotas().of(operation);
        check_near(under_load(a, 3.0 * limit, [&] { return !a.ask(operation); }), limit);
    }
}

TEST_CASE("a throttled operation says whose limit it is and how high") {
    quotas limits;
    limits.of(api_operation::get_room) = 1;
    limits.of(api_operation::delete_message) = 1;
    accounts a{limits};
    CHECK(a.ask(api_operation::get_room) == std::nullopt);
    const auto throttled = a.chat.admit_operation(a.now, resident(), api_operation::get_room);
    CHECK(refusal_of(throttled) == refusal::operation_rate_exceeded);
    CHECK(throttled.error().resource == "123456789012");
    CHECK(throttled.error().limit == 1);
    const delete_message deletion{.request_id = {}, .message_id = "AbCdEfGhIjKl", .reason = {}};
    CHECK(a.ask(api_operation::delete_message) == std::nullopt);
    a.done.clear();
    const auto stopped = a.chat.act(a.now, resident(), demo_room, deletion, a.done);
    CHECK(refusal_of(stopped) == refusal::account_rate_exceeded);
    CHECK(stopped.error().resource == demo_room);
    CHECK(stopped.error().limit == 1);
    CHECK(a.done.empty());
}

TEST_CASE("each account has its rates in each region, and for each operation") {
    quotas limits;
    for (const auto operation : all_operations()) limits.of(operation) = 2;
    for (const auto operation : all_operations()) {
        CAPTURE(static_cast<int>(operation));
        accounts a{limits};
        const auto exhaust = [&](const std::string& account, const std::string& region) {
            CHECK(a.ask(operation, account, region) == std::nullopt);
            CHECK(a.ask(operation, account, region) == std::nullopt);
            CHECK(a.ask(operation, account, region) == refusal_for(operation));
        };
        exhaust("123456789012", "us-east-1");
        exhaust("111111111111", "us-east-1");
        exhaust("123456789012", "eu-west-1");
        for (const auto other : all_operations()) {
            if (other != operation) CHECK(a.ask(other) == std::nullopt);
        }
    }
}

TEST_CASE("moderation counts both planes and all rooms together") {
    struct row {
        std::string_view name;
        bool backend_first;
    };
    const auto try_with = [](const auto& command, api_operation operation, bool backend_first) {
        accounts a{aws_quotas()};
        const auto here = a.join("mod");
        const auto there = a.join("mod", everything, other_room);
        const auto by_backend = [&] { return a.ask(operation); };
        const auto by_connection = [&] { return a.act(here, command); };
        for (int i = 0; i < 50; ++i) {
            REQUIRE((backend_first ? by_backend() : by_connection()) == std::nullopt);
        }
        for (int i = 0; i < 50; ++i) {
            REQUIRE((backend_first ? a.act(there, command) : by_backend()) == std::nullopt);
        }
        CHECK(by_backend() == refusal::account_rate_exceeded);
        CHECK(a.done.empty());
        CHECK(by_connection() == refusal::account_rate_exceeded);
        CHECK(a.done.empty());
        CHECK(a.act(there, command) == refusal::account_rate_exceeded);
        a.now += milliseconds{10};
        CHECK(by_connection() == std::nullopt);
        CHECK(by_backend() == refusal::account_rate_exceeded);
    };
    const row rows[] = {{"the backend first", true}, {"a connection first", false}};
    for (const auto& row : rows) {
        CAPTURE(row.name);
        try_with(delete_message{.request_id = {}, .message_id = "AbCdEfGhIjKl", .reason = {}},
                 api_operation::delete_message, row.backend_first);
        try_with(disconnect_user{.request_id = {}, .user_id = "nobody", .reason = {}},
                 api_operation::disconnect_user, row.backend_first);
    }
}

TEST_CASE("moderation at three times the limit over both planes is admitted up to the limit") {
    accounts a{aws_quotas()};
    const auto id = a.join("mod");
    bool by_backend = false;
    check_near(under_load(a, 300,
                          [&] {
                              by_backend = !by_backend;
                              return by_backend ? !a.ask(api_operation::disconnect_user)
                                                : !a.kick(id, "nobody");
                          }),
               100);
}

TEST_CASE("an account has so many rooms in a region, and a deleted one makes room") {
    quotas limits;
    limits.rooms = 2;
    accounts a{limits};
    const auto who = resident("222222222222");
    CHECK(a.create(who) == std::nullopt);
    CHECK(a.create(who) == std::nullopt);
    a.done.clear();
    const auto refused = a.chat.create_room(a.now, who, {}, a.done);
    CHECK(refusal_of(refused) == refusal::too_many_rooms);
    CHECK(refused.error().resource == "222222222222");
    CHECK(refused.error().limit == 2);
    CHECK(a.done.empty());
    CHECK(a.create(resident("222222222222", "eu-west-1")) == std::nullopt);
    CHECK(a.create(resident("333333333333")) == std::nullopt);
    // Those that were restored count.
    CHECK(a.create(resident()) == refusal::too_many_rooms);
    CHECK(a.create(resident("111111111111")) == std::nullopt);
    const auto first = a.chat.list_rooms(who, {}, {}, 50).items.front()->arn;
    REQUIRE(a.chat.delete_room(who, first, a.done).has_value());
    CHECK(a.create(who) == std::nullopt);
    CHECK(a.create(who) == refusal::too_many_rooms);
}

TEST_CASE("an account has so many logging configurations in a region, and a deleted one makes "
          "room") {
    accounts a{aws_quotas()};
    for (int i = 0; i < 10; ++i) CHECK(a.configure(resident()) == std::nullopt);
    a.done.clear();
    CHECK(a.configure(resident()) == refusal::too_many_logging_configurations);
    CHECK(a.done.empty());
    CHECK(a.configure(resident("111111111111")) == std::nullopt);
    CHECK(a.configure(resident("123456789012", "eu-west-1")) == std::nullopt);
    const auto first = a.chat.list_logging_configurations(resident(), {}, 50).items.front()->arn;
    REQUIRE(a.chat.delete_logging_configuration(resident(), first, a.done).has_value());
    CHECK(a.configure(resident()) == std::nullopt);
    CHECK(a.configure(resident()) == refusal::too_many_logging_configurations);
}

TEST_CASE("a connection that is over makes room for another") {
    struct row {
        std::string_view name;
        void (*end)(accounts& a, session_id moderator, session_id bob);
    };
    const row rows[] = {
        {"it disconnects", [](accounts& a, session_id, session_id bob) { a.chat.disconnect(bob); }},
        {"a connection dismisses its user",
         [](accounts& a, session_id moderator, session_id) {
             CHECK_FALSE(a.kick(moderator, "bob").has_value());
         }},
        {"a backend dismisses its user",
         [](accounts& a, session_id, session_id) {
             const disconnect_user dismissal{.request_id = {}, .user_id = "bob", .reason = {}};
             CHECK(a.chat.act(a.now, resident(), demo_room, dismissal, a.done).has_value());
         }},
        {"its session expires",
         [](accounts& a, session_id, session_id) {
             a.now += minutes{5};
             a.chat.advance(a.now, a.done);
         }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        quotas limits;
        limits.connections = 2;
        accounts a{limits};
        const auto moderator = a.join("mod");
        auto short_lived = a.make_grant("bob");
        short_lived.session_expires_at = a.now + minutes{5};
        const auto bob = a.join(short_lived);
        const auto late = a.make_grant("late");
        a.done.clear();
        CHECK(a.connect(late) == refusal::too_many_connections);
        CHECK(a.done.empty());
        row.end(a, moderator, bob);
        // The refusal did not use the token up.
        CHECK(a.connect(late) == std::nullopt);
        CHECK(a.chat.session_count() == 2);
        CHECK(a.connect(a.make_grant("later")) == refusal::too_many_connections);
    }
}

TEST_CASE("all rooms together send a thousand messages a second") {
    constexpr int rooms = 30;
    const auto try_with = [](double per_second) {
        party p{{.quotas = aws_quotas()}};
        std::vector<session_id> people;
        room_settings settings;
        settings.maximum_message_rate_per_second = 100;
        for (int i = 0; i < rooms; ++i) {
            p.chat.restore(make_room(numbered_room(i), start, settings));
            people.push_back(p.join("ann", everything, numbered_room(i)));
        }
        std::size_t next = 0;
        int refused_otherwise = 0;
        const auto admitted = under_load(p, per_second, [&] {
            const auto why = p.say(people[next++ % rooms], "a");
            if (why && why != refusal::account_rate_exceeded) ++refused_otherwise;
            return !why;
        });
        CHECK(refused_otherwise == 0);
        return admitted;
    };
    CHECK(try_with(990) == 990 * a_minute);
    check_near(try_with(2900), 1000);
}

TEST_CASE("messages over all rooms are counted by account and region") {
    quotas limits;
    limits.send_messages_per_second = 2;
    accounts a{limits};
    for (const auto& room :
         {demo_room, room_of("111111111111", "us-east-1"), room_of("123456789012", "eu-west-1")}) {
        CAPTURE(room);
        const auto id = a.join("ann", everything, room);
        CHECK(a.say(id, "a") == std::nullopt);
        CHECK(a.say(id, "a") == std::nullopt);
        a.done.clear();
        const send_message message{.request_id = {}, .content = "a", .attributes = {}};
        const auto refused = a.chat.send(a.now, id, message, a.done);
        CHECK(refusal_of(refused) == refusal::account_rate_exceeded);
        CHECK(refused.error().limit == 2);
        CHECK(a.done.empty());
    }
    CHECK(a.say(a.join("ann", everything, other_room), "a") == refusal::account_rate_exceeded);
    // What is refused for itself is not counted.
    a.now += seconds{1};
    const auto id = a.join("ann", everything, other_room);
    for (int i = 0; i < 5; ++i) CHECK(a.say(id, "") == refusal::content_empty);
    CHECK(a.say(id, "a") == std::nullopt);
    CHECK(a.say(id, "a") == std::nullopt);
}

TEST_CASE("a room's rate may be overridden, whatever its own is") {
    struct row {
        std::string_view name;
        std::uint32_t rate;
        int admitted;
    };
    const row rows[] = {{"lower", 1, 1}, {"higher", 25, 25}, {"none", 0, 40}};
    for (const auto& row : rows) {
        CAPTURE(row.name);
        quotas limits;
        limits.room_message_rate_overrides[demo_room] = row.rate;
        accounts a{limits};
        const auto id = a.join();
        const auto neighbour = a.join("ann", everything, other_room);
        int admitted = 0;
        int admitted_there = 0;
        for (int i = 0; i < 40; ++i) {
            if (!a.say(id, "a")) ++admitted;
            if (!a.say(neighbour, "a")) ++admitted_there;
        }
        CHECK(admitted == row.admitted);
        CHECK(admitted_there == 10);
    }
}

TEST_CASE("an override of a room's rate holds over a minute and through updates") {
    quotas limits;
    limits.room_message_rate_overrides[demo_room] = 20;
    accounts a{limits};
    const auto id = a.join();
    REQUIRE(a.chat
                .update_room(a.now, resident(), demo_room, {.maximum_message_rate_per_second = 1},
                             a.done)
                .has_value());
    check_near(under_load(a, 60, [&] { return !a.say(id, "a"); }), 20);
}

TEST_CASE("the rates of rooms may be switched off, and overrides with them") {
    quotas limits;
    limits.room_message_rates = false;
    limits.room_message_rate_overrides[other_room] = 1;
    accounts a{limits};
    for (const auto& room : {demo_room, other_room}) {
        const auto id = a.join("ann", everything, room);
        for (int i = 0; i < 1000; ++i) REQUIRE(a.say(id, "a") == std::nullopt);
    }
}

TEST_CASE("the rate of connections may be changed and switched off") {
    for (const std::uint32_t limit : {3U, 0U}) {
        CAPTURE(limit);
        quotas limits;
        limits.requests_per_second_of_a_connection = limit;
        accounts a{limits};
        const auto id = a.join();
        int admitted = 0;
        for (int i = 0; i < 1000; ++i) {
            if (a.chat.admit_request(a.now, id)) ++admitted;
        }
        CHECK(admitted == (limit == 0 ? 1000 : 3));
    }
}

TEST_CASE("by default nothing is throttled but a connection and a room") {
    accounts a{quotas{}};
    for (const auto operation : all_operations()) {
        CAPTURE(static_cast<int>(operation));
        CHECK(quotas{}.of(operation) == 0);
        for (int i = 0; i < 1000; ++i) REQUIRE(a.ask(operation) == std::nullopt);
    }
    const auto id = a.join();
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(a.create(resident()) == std::nullopt);
        REQUIRE(a.configure(resident()) == std::nullopt);
        REQUIRE(a.connect(a.make_grant("bob")) == std::nullopt);
        REQUIRE(a.remove(id, "AbCdEfGhIjKl") == std::nullopt);
        REQUIRE(a.kick(id, "nobody") == std::nullopt);
    }
    for (int i = 0; i < 200; ++i) {
        a.chat.restore(make_room(numbered_room(i), start));
        const auto person = a.join("ann", everything, numbered_room(i));
        for (int n = 0; n < 10; ++n) {
            REQUIRE(a.chat.admit_request(a.now, person).has_value());
            REQUIRE(a.say(person, "a") == std::nullopt);
        }
        CHECK(a.say(person, "a") == refusal::room_rate_exceeded);
        CHECK(refusal_of(a.chat.admit_request(a.now, person)) == refusal::connection_rate_exceeded);
    }
}
