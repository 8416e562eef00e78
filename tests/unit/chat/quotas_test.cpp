// AWS's numbers, and the defaults.
#include "accounts.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

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

TEST_CASE("by default only connections and rooms are throttled") {
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
