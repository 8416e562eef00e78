// A chat service with rooms, and shorthand for letting people meet in it.
#pragma once

#include "driver.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace doctest {

template <>
struct StringMaker<std::optional<ivschat::chat::refusal>> {
    static String convert(const std::optional<ivschat::chat::refusal>& why) {
        if (!why) return "no refusal";
        return ("refusal " + std::to_string(static_cast<int>(*why))).c_str();
    }
};

} // namespace doctest

namespace ivschat::chat::test {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr timestamp start{seconds{1'795'334'165}};
inline const std::string demo_room = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
inline const std::string other_room = "arn:aws:ivschat:us-east-1:123456789012:room/OtherOtherOt";

// Not set for success. (`error()` of a success is the first refusal.)
template <class Value>
std::optional<refusal> refusal_of(const outcome<Value>& outcome) {
    if (outcome) return std::nullopt;
    return outcome.error().why;
}

inline room make_room(std::string arn, timestamp updated, room_settings settings = {}) {
    return {.arn = std::move(arn),
            .settings = std::move(settings),
            .created = updated,
            .updated = updated};
}

inline constexpr capability_set everything{capability::send_message, capability::disconnect_user,
                                           capability::delete_message};

struct party {
    explicit party(service_settings settings = {}) : chat{std::move(settings)} {
        chat.restore(make_room(demo_room, start));
        chat.restore(make_room(other_room, start));
    }

    // A token that nobody has used.
    grant make_grant(std::string user = "ann", capability_set capabilities = everything,
                     const std::string& room_arn = demo_room) {
        grant made;
        const auto number = ++tokens_made;
        made.token[0] = static_cast<std::byte>(number >> 8U);
        made.token[1] = static_cast<std::byte>(number);
        made.token_expires_at = now + minutes{60};
        made.room_arn = room_arn;
        made.user_id = std::move(user);
        made.capabilities = capabilities;
        made.session_expires_at = now + minutes{60};
        return made;
    }

    session_id join(const grant& grant) {
        const auto joined = chat.connect(now, grant, done);
        REQUIRE(joined.has_value());
        return *joined;
    }
    session_id join(std::string user = "ann", capability_set capabilities = everything,
                    const std::string& room_arn = demo_room) {
        return join(make_grant(std::move(user), capabilities, room_arn));
    }

    // Returns the refusal, if any; the effects are in `done`.
    template <class Command>
    std::optional<refusal> act(session_id who, Command command) {
        done.clear();
        return refusal_of(chat.send(now, who, std::move(command), done));
    }
    std::optional<refusal> say(session_id who, std::string content,
                               std::optional<attribute_map> attributes = {}) {
        return act(who, send_message{.request_id = {},
                                     .content = std::move(content),
                                     .attributes = std::move(attributes)});
    }
    std::optional<refusal> remove(session_id who, std::string message_id,
                                  std::optional<std::string> reason = {}) {
        return act(who, delete_message{.request_id = {},
                                       .message_id = std::move(message_id),
                                       .reason = std::move(reason)});
    }
    std::optional<refusal> kick(session_id who, std::string user_id,
                                std::optional<std::string> reason = {}) {
        return act(who, disconnect_user{.request_id = {},
                                        .user_id = std::move(user_id),
                                        .reason = std::move(reason)});
    }

    template <class What>
    const What& delivered(std::size_t index = 0) const {
        REQUIRE(index < done.size());
        const auto* sent = std::get_if<delivery>(&done[index]);
        REQUIRE(sent != nullptr);
        const auto* what = std::get_if<What>(&sent->what);
        REQUIRE(what != nullptr);
        return *what;
    }
    const closure& closed(std::size_t index) const {
        REQUIRE(index < done.size());
        const auto* closed = std::get_if<closure>(&done[index]);
        REQUIRE(closed != nullptr);
        return *closed;
    }

    driver chat;
    timestamp now = start;
    effects done;
    unsigned tokens_made = 0;
};

} // namespace ivschat::chat::test
