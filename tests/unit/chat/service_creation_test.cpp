// --auto-create-rooms creates rooms, only rooms, and only for what succeeds.
#include "callers.hpp"
#include "party.hpp"

#include <functional>

using namespace ivschat;
using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

const std::string missing_room = "arn:aws:ivschat:us-east-1:123456789012:room/MissingRoom1";

struct creating : party {
    creating() : party{{.auto_create_rooms = true}} {}
};

} // namespace

TEST_CASE("a refused command creates no room") {
    struct refused_command {
        std::string name;
        std::function<bool(creating&)> run; // returns whether it succeeded
    };
    const refused_command commands[] = {
        {"a handshake with a used token",
         [](creating& p) {
             const auto grant = p.make_grant("ann", everything, missing_room);
             p.join(grant);
             CHECK(p.chat.delete_room(resident(), missing_room, p.done).has_value());
             return p.chat.use_token(p.now, grant, p.done).has_value();
         }},
        {"an update with an unknown logging configuration",
         [](creating& p) {
             room_changes changes;
             changes.logging_configurations = {
                 "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/UnknownLogs1"};
             return p.chat.update_room(p.now, resident(), missing_room, changes, p.done)
                 .has_value();
         }},
        {"a deletion of a message whose id is none",
         [](creating& p) {
             return p.chat
                 .send(p.now, resident(), missing_room, delete_message{.message_id = "no id"},
                       p.done)
                 .has_value();
         }},
        {"a disconnection of nobody",
         [](creating& p) {
             return p.chat
                 .send(p.now, resident(), missing_room, disconnect_user{.user_id = ""}, p.done)
                 .has_value();
         }},
        {"more tags than a resource may have",
         [](creating& p) {
             tag_map tags;
             for (int i = 0; i < 51; ++i) tags.emplace("key" + std::to_string(i), "");
             return p.chat.tag(p.now, resident(), missing_room, tags, p.done).has_value();
         }},
        {"an empty message into a deleted room",
         [](creating& p) {
             const auto ann = p.join("ann", everything, missing_room);
             CHECK(p.chat.delete_room(resident(), missing_room, p.done).has_value());
             return !p.say(ann, " ").has_value();
         }},
    };
    for (const auto& [name, run] : commands) {
        CAPTURE(name);
        creating p;
        CHECK_FALSE(run(p));
        CHECK(p.chat.rooms().find(missing_room) == nullptr);
        p.chat.advance(p.now, p.done);
        const bool is_saved_last =
            !p.done.empty() && std::holds_alternative<room_saved>(p.done.back());
        CHECK_FALSE(is_saved_last);
    }
}

TEST_CASE("tags create no resource of another type than a room") {
    creating p;
    for (const std::string type : {"foo", "logging-configuration"}) {
        CAPTURE(type);
        const auto arn = "arn:aws:ivschat:us-east-1:123456789012:" + type + "/MissingOne12";
        CHECK_FALSE(p.chat.tag(p.now, resident(), arn, {{"a", "b"}}, p.done).has_value());
        CHECK_FALSE(p.chat.untag(p.now, resident(), arn, {"a"}, p.done).has_value());
    }
    CHECK(p.chat.rooms().size() == 2);
    CHECK(p.chat.logging_configurations().size() == 0);
    CHECK(p.chat.tag(p.now, resident(), missing_room, {{"a", "b"}}, p.done).has_value());
    CHECK(p.chat.rooms().find(missing_room) != nullptr);
}
