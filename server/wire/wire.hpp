// The chat messaging wire format: what clients write, and the frames as IVS Chat was seen to write
// them, key order and all.
#pragma once

#include "chat/commands.hpp"
#include "chat/effects.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace ivschat::wire {

// What a client asked for.
using action = std::variant<chat::send_message, chat::delete_message, chat::disconnect_user>;

// A frame that asks for nothing we know. `request_id` is empty if it could not be read.
struct bad_request {
    std::string request_id;
    std::string why;
};

// Keys are taken in any case (AWS's own demos send lower case), unknown ones ignored, nulls count
// as absent, of duplicates the last wins. `text` is one text message.
std::variant<action, bad_request> decode(std::string_view text);

// ErrorCode and ErrorMessage of an ERROR frame.
struct error {
    int code;
    std::string message;
};

// The error that tells a requester why chat/ refused.
error describe(const chat::refused& refused);

std::string encode(const chat::message& message);
std::string encode(const chat::event& event);
// `id` must be unique: the SDKs drop a frame whose id they have seen.
std::string encode(const error& error, std::string_view id, std::string_view request_id);

} // namespace ivschat::wire
