// Requests of backends, compared with those of connections.
#include "callers.hpp"
#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

struct stage : party {
    template <class Command>
    outcome<std::string> ask(Command command, const std::string& room_arn = demo_room,
                             const caller& who = resident()) {
        done.clear();
        return chat.send(now, who, room_arn, std::move(command), done);
    }
    // Sends a request that must succeed. Returns the event's id.
    template <class Command>
    std::string done_as(Command command) {
        const auto id = ask(std::move(command));
        REQUIRE(id.has_value());
        CHECK(id->size() == 12);
        return *id;
    }
};

const send_event announcement{.name = "stream-started", .attributes = attribute_map{{"a", "b"}}};
const delete_message deletion{.request_id = {}, .message_id = "AbCdEfGhIjKl", .reason = "rude"};
const disconnect_user dismissal{.request_id = {}, .user_id = "ann", .reason = "rude"};

// Compares all that a client sees of it.
void check_same(const event& a, const event& b) {
    CHECK(a.request_id == b.request_id);
    CHECK(a.name == b.name);
    CHECK((a.attributes == b.attributes));
    CHECK((a.sent_at == b.sent_at));
}

} // namespace

TEST_CASE("an event goes to its room and to nobody else, and the backend gets its id") {
    stage s;
    s.now += seconds{1};
    const auto id = s.done_as(announcement);
    REQUIRE(s.done.size() == 1);
    CHECK(std::get<delivery>(s.done[0]).room_arn == demo_room);
    const auto& told = s.delivered<event>();
    CHECK(told.id == id);
    CHECK(told.request_id.empty());
    CHECK(told.name == "stream-started");
    CHECK((told.attributes == announcement.attributes));
    CHECK((told.sent_at == s.now));
    CHECK(s.done_as(announcement) != id);
}

TEST_CASE("an event has the attributes that were given, none or an empty map") {
    stage s;
    s.done_as(send_event{.name = "plain", .attributes = {}});
    CHECK((s.delivered<event>().attributes == std::nullopt));
    s.done_as(send_event{.name = "plain", .attributes = attribute_map{}});
    CHECK((s.delivered<event>().attributes == attribute_map{}));
}

TEST_CASE("a backend's deletion looks like a connection's") {
    stage s;
    CHECK_FALSE(s.act(s.join("mod"), deletion).has_value());
    REQUIRE(s.done.size() == 1);
    const event twin = s.delivered<event>();
    const auto id = s.done_as(deletion);
    REQUIRE(s.done.size() == 1);
    CHECK(std::get<delivery>(s.done[0]).room_arn == demo_room);
    CHECK(s.delivered<event>().id == id);
    CHECK(id != deletion.message_id);
    check_same(s.delivered<event>(), twin);
}

TEST_CASE("a backend's dismissal looks like a connection's and closes the user's connections") {
    struct result {
        event told;
        std::vector<session_id> closed;
    };
    const auto dismiss = [](bool by_backend) {
        stage s;
        const auto moderator = s.join("mod");
        s.join("ann");
        s.join("bob");
        s.join("ann", everything, other_room);
        s.join("ann");
        if (by_backend) {
            const auto id = s.done_as(dismissal);
            CHECK(s.delivered<event>().id == id);
        } else {
            CHECK_FALSE(s.act(moderator, dismissal).has_value());
        }
        REQUIRE(s.done.size() == 3);
        result result{.told = s.delivered<event>(), .closed = {}};
        for (const std::size_t i : {1U, 2U}) {
            const auto& closed = s.closed(i);
            CHECK((closed.cause == close_cause::user_disconnected));
            CHECK(closed.reason == "rude");
            CHECK(refusal_of(s.chat.admit_request(s.now, closed.session)) ==
                  refusal::no_such_session);
            result.closed.push_back(closed.session);
        }
        CHECK(s.chat.session_count() == 3);
        return result;
    };
    const auto twin = dismiss(false);
    const auto own = dismiss(true);
    check_same(own.told, twin.told);
    CHECK((own.closed == twin.closed));
}

TEST_CASE("a backend may act on an empty room") {
    stage s;
    s.done_as(announcement);
    s.done_as(deletion);
    s.done_as(dismissal);
    CHECK(s.done.size() == 1);
}

TEST_CASE("a backend keeps to the same limits as a connection") {
    stage s;
    const std::string long_reason(257, 'a');
    CHECK(refusal_of(s.ask(delete_message{
              .request_id = {}, .message_id = "short", .reason = {}})) == refusal::bad_message_id);
    CHECK(refusal_of(s.ask(delete_message{
              .request_id = {}, .message_id = "AbCdEfGhIjKl", .reason = long_reason})) ==
          refusal::reason_too_long);
    CHECK(refusal_of(s.ask(disconnect_user{.request_id = {}, .user_id = "", .reason = {}})) ==
          refusal::bad_user_id);
    CHECK(refusal_of(
              s.ask(disconnect_user{.request_id = {}, .user_id = "ann", .reason = long_reason})) ==
          refusal::reason_too_long);
    CHECK(s.done.empty());
}

TEST_CASE("a deleted room, an unknown one and somebody else's are refused by name") {
    stage s;
    const auto id = s.join("ann");
    REQUIRE(s.chat.delete_room(resident(), demo_room, s.done).has_value());
    struct row {
        std::string_view name;
        std::string room;
        caller who;
    };
    const row rows[] = {
        {"deleted", demo_room, resident()},
        {"unknown", demo_room + "x", resident()},
        {"of another account", other_room, resident("111111111111")},
        {"of another region", other_room, resident("123456789012", "eu-west-1")},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto check = [&](const auto& command) {
            const auto answer = s.ask(command, row.room, row.who);
            CHECK(refusal_of(answer) == refusal::room_not_found);
            CHECK(answer.error().resource == row.room);
            CHECK(s.done.empty());
        };
        check(announcement);
        check(deletion);
        check(dismissal);
    }
    // A deleted room's connections stay.
    CHECK_FALSE(refusal_of(s.chat.admit_request(s.now, id)).has_value());
}

TEST_CASE("a backend may be the first to use a room under --auto-create-rooms") {
    party p{{.auto_create_rooms = true}};
    const auto arn = demo_room + "x";
    REQUIRE(p.chat.send(p.now, resident(), arn, announcement, p.done).has_value());
    REQUIRE(p.done.size() == 2);
    CHECK(std::holds_alternative<room_saved>(p.done[0]));
    CHECK(p.delivered<event>(1).name == "stream-started");
}
