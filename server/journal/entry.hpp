// One thing that happened, as parsed values. No member may hold a header, a body, a token or a
// signature: bytes that were not parsed do not go into the journal.
#pragma once

#include "chat/types.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::journal {

// `outbound` is a frame for all of a room's connections, recorded once; `error` is for one of them.
enum class entry_kind : std::uint8_t {
    api_call,
    handshake,
    inbound,
    outbound,
    error,
    close,
    fault,
};
inline constexpr std::size_t entry_kinds = 7;

// "api_call". Stable, because clients compare them.
std::string_view name_of(entry_kind kind);
std::optional<entry_kind> entry_kind_of(std::string_view name);

// An empty text or a zero means that there is none.
struct entry {
    std::uint64_t number = 0; // from 1, assigned by the ring
    chat::timestamp time = {};
    entry_kind kind = {};
    std::uint32_t code = 0;        // HTTP status, ErrorCode or close code
    std::uint32_t connections = 0; // of an outbound entry: how many got the frame
    std::uint64_t session = 0;     // what users call it, from 1
    std::string room_arn = {};
    std::string user_id = {};        // who acts; of CreateChatToken, whom the token is for
    std::string target_user_id = {}; // who is to be disconnected
    std::string operation = {};      // an API operation, or a frame's Action or Type
    std::string error_name = {};     // AWS's
    // An error's message, a moderator's or a close's reason, why a handshake was refused. Never the
    // message of a failed authentication: those quote the Authorization header.
    std::string reason = {};
    std::string request_id = {};
    std::string message_id = {}; // of DeleteMessage: the message to delete
    std::string event_name = {};
    std::optional<std::string> content = {};
    std::optional<chat::attribute_map> attributes = {}; // of a handshake: the token's
    std::optional<chat::capability_set> capabilities = {};

    bool operator==(const entry&) const = default;
};

// The bytes of memory that count against the ring's bound.
std::size_t footprint(const entry& entry);

} // namespace ivschat::journal
