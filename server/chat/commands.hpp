// Everything that changes the chat state, as values: they can be replayed, written down and shared.
// Each says in `result` what it yields, by value. Those that make identifiers have `needs_seed`.
#pragma once

#include "chat/caller.hpp"
#include "chat/effects.hpp"
#include "chat/logging_configuration.hpp"
#include "chat/requests.hpp"
#include "chat/review.hpp"
#include "chat/room.hpp"
#include "chat/types.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ivschat::chat {

// ---- Rooms ----

struct create_room {
    using result = room;
    static constexpr bool needs_seed = true;
    chat::caller caller;
    room_settings settings = {};
};

// Creates a missing room under --auto-create-rooms. Refused as unknown otherwise.
struct ensure_room {
    using result = void;
    chat::caller caller;
    std::string arn;
};

struct update_room {
    using result = room;
    chat::caller caller;
    std::string arn;
    room_changes changes;
};

// Leaves the room's connections as they are, as AWS documents it.
struct delete_room {
    using result = void;
    chat::caller caller;
    std::string arn;
};

// ---- Logging configurations ----

struct create_logging_configuration {
    using result = logging_configuration;
    static constexpr bool needs_seed = true;
    chat::caller caller;
    logging_configuration_settings settings;
};

struct update_logging_configuration {
    using result = logging_configuration;
    chat::caller caller;
    std::string arn;
    logging_configuration_changes changes;
};

// Refused while a room uses it.
struct delete_logging_configuration {
    using result = void;
    chat::caller caller;
    std::string arn;
};

// ---- Tags, of either kind of resource ----

// Adds and replaces tags. Refused as a whole if there would be too many.
struct tag_resource {
    using result = void;
    chat::caller caller;
    std::string arn;
    tag_map tags;
};

// Keys that the resource does not have are ignored.
struct untag_resource {
    using result = void;
    chat::caller caller;
    std::string arn;
    std::vector<std::string> keys;
};

// ---- Messaging ----

// Request: send_event, delete_message or disconnect_user. Yields the event's id.
template <class Request>
struct from_backend {
    using result = std::string;
    static constexpr bool needs_seed = true;
    chat::caller caller;
    std::string room_arn;
    Request request;
};

// Request: send_message, delete_message or disconnect_user. In a room with a review handler a
// message waits for its verdict, and later ones of the same session wait behind it.
template <class Request>
struct from_session {
    using result = void;
    static constexpr bool needs_seed = true;
    session_id session;
    Request request;
};

// The message is delivered or its sender told why not, whatever became of the session or the room
// meanwhile; its time is that of this command. Ignored if no such review is under way.
struct complete_review {
    using result = void;
    review_id review;
    review_verdict verdict;
};

// ---- Connections and their tokens ----

// Uses the token up if its session could open now. Once that is stored, `connect` opens the
// session.
struct use_token {
    using result = void;
    chat::grant grant;
    // A used token is remembered until it has expired by the real time, too, because a restart goes
    // back to the real time.
    timestamp real_time;
};

// Undoes `use_token` after a handshake that failed: the token can be used again.
struct release_token {
    using result = void;
    token_id token;
    timestamp expires_at;
};

// Opens the session of a token that `use_token` has used up. Refused if the room or the session is
// gone by now.
struct connect {
    using result = session_id;
    chat::grant grant;
};

// Ignored if the session is over.
struct disconnect {
    using result = void;
    session_id session;
};

// From now on the token does not open, and the session that it opened is over.
struct expire_token {
    using result = void;
    token_id token;
    timestamp expires_at; // as the token itself says
};

// Closes the sessions that are over by now, as every command does first.
struct advance_time {
    using result = void;
};

// ---- State from elsewhere: storage, seeds, test control ----

// What storage holds. Each resource takes the place of the one with its ARN; nothing is saved.
struct restore {
    using result = void;
    std::vector<room> rooms = {};
    std::vector<logging_configuration> logging_configurations = {};
    std::vector<token_used> used_tokens = {};
};

// Adds, and saves, those whose ARNs do not exist yet.
struct add_if_absent {
    using result = void;
    std::vector<room> rooms = {};
    std::vector<logging_configuration> logging_configurations = {};
};

// Removes every resource that is not listed, and adds or replaces the others. Sessions stay.
struct replace_resources {
    using result = void;
    std::vector<room> rooms = {};
    std::vector<logging_configuration> logging_configurations = {};
};

// Starts anew: makes the resources equal to these, drops the messages under review, resets all
// message rates, and counts sessions from one again unless some are open.
struct reset_all {
    using result = void;
    std::vector<room> rooms = {};
    std::vector<logging_configuration> logging_configurations = {};
    // Used and expired tokens are forgotten. Tokens whose stamp is not greater than this are void
    // (core/token_ids.hpp). Not set: tokens stay as they are.
    std::optional<std::uint64_t> void_tokens_until = 0;
};

// The same for one room, whose sessions and tokens stay as they are. Without a replacement the room
// is removed.
struct reset_room {
    using result = void;
    std::string arn;
    std::optional<room> replacement;
};

using any_command =
    std::variant<create_room, ensure_room, update_room, delete_room, create_logging_configuration,
                 update_logging_configuration, delete_logging_configuration, tag_resource,
                 untag_resource, from_backend<send_event>, from_backend<delete_message>,
                 from_backend<disconnect_user>, from_session<send_message>,
                 from_session<delete_message>, from_session<disconnect_user>, complete_review,
                 use_token, release_token, connect, disconnect, expire_token, advance_time, restore,
                 add_if_absent, replace_resources, reset_all, reset_room>;

// What a command of any type may yield.
using command_outcome = std::variant<outcome<void>, outcome<room>, outcome<logging_configuration>,
                                     outcome<std::string>, outcome<session_id>>;

template <class Command>
using outcome_of = outcome<typename Command::result>;

inline bool needs_seed(const any_command& command) {
    return std::visit(
        []<class Command>(const Command&) {
            return requires { Command::needs_seed; };
        },
        command);
}

} // namespace ivschat::chat
