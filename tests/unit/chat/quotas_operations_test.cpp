// Requests a second, of the control plane and of moderation over both planes.
#include "accounts.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

TEST_CASE("a load just under an operation's limit is never throttled") {
    for (const auto operation : limited_operations()) {
        CAPTURE(static_cast<int>(operation));
        accounts a{aws_quotas()};
        const auto load = 0.99 * aws_quotas().of(operation);
        const auto admitted = under_load(a, load, [&] { return !a.ask(operation); });
        CHECK(admitted == static_cast<int>(load * a_minute));
    }
}

TEST_CASE("a burst of one second's worth each second is not throttled either") {
    for (const auto operation : limited_operations()) {
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

TEST_CASE("at three times an operation's limit, the limit is admitted") {
    for (const auto operation : limited_operations()) {
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
    const auto stopped = a.chat.send(a.now, resident(), demo_room, deletion, a.done);
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
