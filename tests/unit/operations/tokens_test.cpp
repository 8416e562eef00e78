#include "operations/tokens.hpp"

#include "support/hostile_strings.hpp"
#include "workshop.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat;
using namespace ivschat::operations;
using namespace ivschat::operations::test;

namespace {

using attributes = std::map<std::string, std::string>;

model::create_chat_token_request request_for(std::string user) {
    model::create_chat_token_request request;
    request.room_identifier = demo_room;
    request.user_id = std::move(user);
    return request;
}

// What the token of a good request says.
crypto::token_claims claims_of(workshop& w, model::create_chat_token_request request) {
    const auto reply = create_chat_token(w.env, anybody, std::move(request));
    REQUIRE(reply);
    const auto claims = w.sealer.open(reply->token.value(), w.clock.now());
    REQUIRE(claims.has_value());
    // The reply and the token say the same.
    CHECK((reply->token_expiration_time == claims->expires_at));
    CHECK((reply->session_expiration_time == claims->session_expires_at));
    return *claims;
}

} // namespace

TEST_CASE("a token says what was asked for") {
    workshop w;
    auto request = request_for("us\xc3\xa9r");
    using enum model::chat_token_capability;
    request.capabilities = {send_message, delete_message};
    request.session_duration_in_minutes = 90;
    request.attributes = attributes{{"a", "1"}, {"b", ""}};
    const auto claims = claims_of(w, request);
    CHECK(claims.room_arn == demo_room);
    CHECK(claims.user_id == "us\xc3\xa9r");
    const auto capabilities = chat::capability_set::from_bits(claims.capabilities);
    CHECK(capabilities.has(chat::capability::send_message));
    CHECK(capabilities.has(chat::capability::delete_message));
    CHECK_FALSE(capabilities.has(chat::capability::disconnect_user));
    CHECK(claims.session_expires_at == claims.issued_at + minutes{90});
    CHECK((claims.attributes == attributes{{"a", "1"}, {"b", ""}}));
}

TEST_CASE("a token that asks for nothing more is good for reading, for an hour") {
    workshop w;
    const auto claims = claims_of(w, request_for("ann"));
    CHECK(claims.capabilities == 0);
    CHECK(claims.session_expires_at == claims.issued_at + minutes{60});
    CHECK(claims.attributes.empty());
    CHECK((claims.expires_at - claims.issued_at == minutes{60}));
}

TEST_CASE("each capability is its own, and duplicates collapse") {
    using enum model::chat_token_capability;
    struct row {
        std::string_view name;
        std::vector<model::chat_token_capability> asked;
        chat::capability_set given;
    };
    const row rows[] = {
        {.name = "none", .asked = {}, .given = {}},
        {.name = "send", .asked = {send_message}, .given = {chat::capability::send_message}},
        {.name = "delete", .asked = {delete_message}, .given = {chat::capability::delete_message}},
        {.name = "disconnect",
         .asked = {disconnect_user},
         .given = {chat::capability::disconnect_user}},
        {.name = "the same three times",
         .asked = {send_message, send_message, send_message},
         .given = {chat::capability::send_message}},
        {.name = "all, twice",
         .asked = {delete_message, send_message, disconnect_user, send_message, delete_message,
                   disconnect_user},
         .given = {chat::capability::send_message, chat::capability::disconnect_user,
                   chat::capability::delete_message}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        workshop w;
        auto request = request_for("ann");
        request.capabilities = row.asked;
        CHECK(int{claims_of(w, request).capabilities} == int{row.given.bits()});
    }
}

TEST_CASE("a token is good for as long as configured, but never longer than its session") {
    struct row {
        std::string_view name;
        milliseconds validity;
        int session;
        milliseconds good_for;
    };
    const row rows[] = {
        {.name = "the default", .validity = minutes{60}, .session = 60, .good_for = minutes{60}},
        {.name = "a long session",
         .validity = minutes{60},
         .session = 180,
         .good_for = minutes{60}},
        {.name = "a short session", .validity = minutes{60}, .session = 1, .good_for = minutes{1}},
        {.name = "one minute, as in 2022",
         .validity = minutes{1},
         .session = 60,
         .good_for = minutes{1}},
        {.name = "half a second",
         .validity = milliseconds{500},
         .session = 1,
         .good_for = milliseconds{500}},
        {.name = "longer than any session",
         .validity = minutes{999},
         .session = 180,
         .good_for = minutes{180}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        workshop w{{.token_validity = row.validity}};
        auto request = request_for("ann");
        request.session_duration_in_minutes = row.session;
        const auto claims = claims_of(w, request);
        CHECK((claims.expires_at - claims.issued_at == row.good_for));
        CHECK(claims.session_expires_at == claims.issued_at + minutes{row.session});
    }
}

TEST_CASE("times are truncated to the milliseconds that the reply shows") {
    workshop w;
    const auto claims = claims_of(w, request_for("ann"));
    CHECK((claims.issued_at == std::chrono::floor<milliseconds>(start)));
    w.clock.advance(std::chrono::nanoseconds{543'210}); // .123999999
    CHECK((claims_of(w, request_for("ann")).issued_at == claims.issued_at));
    w.clock.advance(std::chrono::nanoseconds{1});
    CHECK((claims_of(w, request_for("ann")).issued_at == claims.issued_at + milliseconds{1}));
}

TEST_CASE("a token opens until it expires") {
    workshop w;
    const auto reply = create_chat_token(w.env, anybody, request_for("ann"));
    REQUIRE(reply);
    const auto expiry = reply->token_expiration_time.value();
    CHECK(w.sealer.open(*reply->token, expiry - std::chrono::nanoseconds{1}).has_value());
    CHECK_FALSE(w.sealer.open(*reply->token, expiry).has_value());
}

TEST_CASE("no two tokens are the same") {
    workshop w;
    std::set<std::array<std::byte, 16>> ids;
    for (int i = 0; i < 500; ++i) ids.insert(claims_of(w, request_for("ann")).token_id);
    CHECK(ids.size() == 500);
}

TEST_CASE("a token is given for rooms that the caller sees") {
    struct row {
        std::string_view name;
        chat::caller who;
        bool given = false;
    };
    const row rows[] = {
        {.name = "bound to nothing", .who = anybody, .given = true},
        {.name = "the room's account", .who = bound_to("123456789012"), .given = true},
        {.name = "the room's region", .who = bound_to({}, "us-east-1"), .given = true},
        {.name = "account and region", .who = bound_to("123456789012", "us-east-1"), .given = true},
        {.name = "another account", .who = bound_to("111111111111", "us-east-1")},
        {.name = "another region", .who = bound_to("123456789012", "eu-west-1")},
        {.name = "another region, bound to no account", .who = bound_to({}, "eu-west-1")},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        workshop w;
        const auto reply = create_chat_token(w.env, row.who, request_for("ann"));
        CHECK(reply.has_value() == row.given);
        if (reply) continue;
        CHECK(reply.error().kind.name == "ResourceNotFoundException");
        CHECK(reply.error().message == "Resource: " + demo_room + " not found");
    }
}

TEST_CASE("there is no token for an unknown room, unless rooms are made on first use") {
    auto request = request_for("ann");
    request.room_identifier = unknown_room;
    workshop strict;
    const auto refused = create_chat_token(strict.env, anybody, request);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind.status == 404);
    CHECK((refused.error().resource_id == "UnknownRoom1"));
    workshop generous{{}, {.auto_create_rooms = true}};
    CHECK(claims_of(generous, request).room_arn == unknown_room);
}

TEST_CASE("hostile strings are sealed as user id and attributes") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        workshop w;
        const std::string text{hostile.text};
        auto request = request_for(text);
        request.attributes = attributes{{text, text}};
        const auto claims = claims_of(w, request);
        CHECK(claims.user_id == text);
        CHECK(claims.attributes.at(text) == text);
    }
}
