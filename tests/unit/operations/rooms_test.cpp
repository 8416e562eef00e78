#include "operations/rooms.hpp"

#include "workshop.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::operations;
using namespace ivschat::operations::test;

namespace {

const std::string configuration =
    "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl";

model::room_description created(workshop& w, const chat::caller& who = anybody,
                                model::create_room_request request = {}) {
    const auto reply = create_room(w.env, who, std::move(request));
    REQUIRE(reply);
    return *reply;
}

model::create_room_request named(std::string name) {
    model::create_room_request request;
    request.room_name = std::move(name);
    return request;
}

// Names of all pages of a list, page by page.
std::vector<std::string> listed(workshop& w, const chat::caller& who,
                                model::list_rooms_request request) {
    std::vector<std::string> names;
    do {
        const auto reply = list_rooms(w.env, who, request);
        REQUIRE(reply);
        for (const auto& room : reply->rooms) names.push_back(room.room_name.value());
        request.next_token = reply->next_token;
    } while (request.next_token);
    return names;
}

} // namespace

TEST_CASE("a room that asks for nothing has the defaults of AWS") {
    workshop w;
    const auto room = created(w);
    CHECK(room.arn == "arn:aws:ivschat:us-east-1:000000000000:room/" + room.id.value());
    CHECK(room.id->size() == 12);
    CHECK((room.room_name == ""));
    const auto in_milliseconds = std::chrono::floor<milliseconds>(start);
    CHECK((room.create_time == in_milliseconds));
    CHECK((room.update_time == in_milliseconds));
    CHECK((room.maximum_message_rate_per_second == 10));
    CHECK((room.maximum_message_length == 500));
    REQUIRE(room.tags.has_value());
    CHECK(room.tags->empty());
    // Absent in published replies where none are set.
    CHECK_FALSE(room.review_handler.has_value());
    CHECK_FALSE(room.logging_configuration_identifiers.has_value());
}

TEST_CASE("a room is described as it was created") {
    workshop w;
    auto request = named("demo");
    request.maximum_message_rate_per_second = 100;
    request.maximum_message_length = 1;
    request.tags = model::tag_map{{"a", "b"}};
    request.review_handler.emplace();
    request.review_handler->uri = "arn:aws:lambda:us-east-1:123456789012:function:review";
    const auto room = created(w, anybody, request);
    CHECK((room.room_name == "demo"));
    CHECK((room.maximum_message_rate_per_second == 100));
    CHECK((room.maximum_message_length == 1));
    CHECK((room.tags == request.tags));
    REQUIRE(room.review_handler.has_value());
    CHECK((room.review_handler->uri == request.review_handler->uri));
    CHECK((room.review_handler->fallback == model::fallback_result::allow));
    model::get_room_request get;
    get.identifier = room.arn;
    const auto found = get_room(w.env, anybody, get);
    REQUIRE(found);
    CHECK(found->arn == room.arn);
    CHECK((found->room_name == room.room_name));
    CHECK((found->tags == room.tags));
    CHECK((found->maximum_message_length == 1));
}

TEST_CASE("a room is created in the account and region of its creator") {
    workshop w;
    const auto room = created(w, bound_to("111111111111", "eu-west-1"));
    CHECK(room.arn.starts_with("arn:aws:ivschat:eu-west-1:111111111111:room/"));
}

TEST_CASE("a room is not created with a logging configuration that does not exist") {
    workshop w;
    model::create_room_request request;
    request.logging_configuration_identifiers = {configuration};
    const auto reply = create_room(w.env, anybody, request);
    REQUIRE_FALSE(reply.has_value());
    CHECK(reply.error().kind.name == "ResourceNotFoundException");
    CHECK(reply.error().message == "Resource: " + configuration + " not found");
}

TEST_CASE("what a caller does not see is not found") {
    workshop w;
    for (const auto& who : {bound_to("111111111111"), bound_to("123456789012", "eu-west-1")}) {
        model::get_room_request get;
        get.identifier = demo_room;
        model::delete_room_request remove;
        remove.identifier = demo_room;
        const auto found = get_room(w.env, who, get);
        REQUIRE_FALSE(found.has_value());
        CHECK(found.error().kind.name == "ResourceNotFoundException");
        const auto removed = delete_room(w.env, who, remove);
        REQUIRE_FALSE(removed.has_value());
        CHECK(removed.error().kind.name == "ResourceNotFoundException");
    }
}

TEST_CASE("a deleted room is gone") {
    workshop w;
    model::delete_room_request remove;
    remove.identifier = demo_room;
    CHECK(delete_room(w.env, anybody, remove).has_value());
    const auto again = delete_room(w.env, anybody, remove);
    REQUIRE_FALSE(again.has_value());
    CHECK((again.error().resource_id == "AbCdEfGhIjKl"));
    model::get_room_request get;
    get.identifier = demo_room;
    CHECK_FALSE(get_room(w.env, anybody, get).has_value());
}

TEST_CASE("a list shows the latest update first, on pages of any size") {
    workshop w;
    std::vector<std::string> latest_first{""}; // the demo room
    for (int i = 0; i < 60; ++i) {
        w.clock.advance(milliseconds{1});
        created(w, anybody, named("room" + std::to_string(i)));
        latest_first.insert(latest_first.begin(), "room" + std::to_string(i));
    }
    for (const int size : {1, 7, 49, 50}) {
        CAPTURE(size);
        model::list_rooms_request request;
        request.max_results = size;
        CHECK(listed(w, anybody, request) == latest_first);
    }
    const auto first = list_rooms(w.env, anybody, {});
    REQUIRE(first);
    CHECK(first->rooms.size() == 50);
    CHECK(first->next_token.has_value());
}

TEST_CASE("the last page has no token") {
    workshop w;
    const auto reply = list_rooms(w.env, anybody, {});
    REQUIRE(reply);
    CHECK(reply->rooms.size() == 1);
    CHECK_FALSE(reply->next_token.has_value());
    CHECK(list_rooms(w.env, bound_to("111111111111"), {})->rooms.empty());
}

TEST_CASE("an empty token means the first page") {
    workshop w;
    model::list_rooms_request request;
    request.next_token = "";
    CHECK(listed(w, anybody, request).size() == 1);
}

TEST_CASE("a list shows what matches the filters and is accessible to the caller") {
    workshop w;
    created(w, bound_to("111111111111"), named("ours"));
    created(w, bound_to("111111111111", "eu-west-1"), named("far"));
    created(w, bound_to("222222222222"), named("theirs"));
    using names = std::vector<std::string>;
    CHECK(listed(w, bound_to("111111111111"), {}) == names{"far", "ours"});
    CHECK(listed(w, bound_to("111111111111", "us-east-1"), {}) == names{"ours"});
    CHECK(listed(w, anybody, {}).size() == 4);
    model::list_rooms_request request;
    request.room_name = "theirs";
    CHECK(listed(w, anybody, request) == names{"theirs"});
    CHECK(listed(w, bound_to("111111111111"), request).empty());
    request.room_name.reset();
    request.logging_configuration_identifier = configuration;
    CHECK(listed(w, anybody, request).empty());
}

TEST_CASE("a page token is valid only for the list that returned it") {
    workshop w;
    created(w, bound_to("111111111111"), named("demo"));
    created(w, bound_to("111111111111"), named("demo"));
    model::list_rooms_request request;
    request.room_name = "demo";
    request.max_results = 1;
    const auto first = list_rooms(w.env, anybody, request);
    REQUIRE(first);
    REQUIRE(first->next_token.has_value());
    request.next_token = first->next_token;
    const auto refuses = [&](const chat::caller& who, const model::list_rooms_request& asked) {
        const auto reply = list_rooms(w.env, who, asked);
        REQUIRE_FALSE(reply.has_value());
        CHECK(reply.error().kind.name == "ValidationException");
        REQUIRE(reply.error().fields.size() == 1);
        CHECK(reply.error().fields[0].name == "nextToken");
    };
    request.max_results = 50; // the page may change its size
    CHECK(list_rooms(w.env, anybody, request).has_value());
    refuses(bound_to("111111111111"), request);
    refuses(bound_to({}, "us-east-1"), request);
    auto other = request;
    other.room_name.reset();
    refuses(anybody, other);
    other.room_name = "";
    refuses(anybody, other);
    other = request;
    other.message_review_handler_uri = "";
    refuses(anybody, other);
    other = request;
    other.next_token = "nonsense";
    refuses(anybody, other);
}

TEST_CASE("a room of a seed file has the defaults for what it leaves out") {
    model::room_description description;
    description.arn = demo_room;
    const auto room = to_room(description, start);
    CHECK(room.arn == demo_room);
    CHECK((room.settings == chat::room_settings{}));
    CHECK((room.created == start));
    CHECK((room.updated == start));
    description.create_time = start - seconds{9};
    CHECK((to_room(description, start).updated == start - seconds{9}));
    description.update_time = start - seconds{1};
    CHECK((to_room(description, start).created == start - seconds{9}));
    CHECK((to_room(description, start).updated == start - seconds{1}));
}
