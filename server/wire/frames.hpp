// The frames of chat messaging, as IVS Chat was seen to write them, key order and all.
#pragma once

#include "chat/effects.hpp"
#include "wire/actions.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace ivschat::wire {

// What a room's connections get.
using payload = std::variant<chat::message, chat::event>;

// MESSAGE or EVENT
std::string_view type_of(const payload& what);
// The action that brought it about.
metrics::action metric_of(const payload& what);
std::string encode(const payload& what);

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
