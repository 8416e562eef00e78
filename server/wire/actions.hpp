// What a chat client may ask for: one table of actions, and the parser of requests.
#pragma once

#include "chat/requests.hpp"
#include "metrics/counters.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace ivschat::wire {

using action = std::variant<chat::send_message, chat::delete_message, chat::disconnect_user>;

// A frame that asks for nothing we know. `request_id` is empty if it could not be read.
struct bad_request {
    std::string request_id;
    std::string why;
};

using decoded_request = std::variant<action, bad_request>;

// Keys are taken in any case (AWS's own demos send lower case), unknown ones are ignored, nulls
// count as absent, of duplicates the last one wins. `text` is one text message.
decoded_request decode(std::string_view text);

// "SEND_MESSAGE"; empty if the request could not be read.
std::string_view name_of(const decoded_request& request);
// What it counts as; `metrics::action::none` if it could not be read.
metrics::action metric_of(const decoded_request& request);
std::string_view request_id_of(const decoded_request& request);

struct action_info {
    std::string_view name;
    metrics::action metric;
    std::string_view event; // that the room gets for it; empty: it gets the message
};

// The action that brings an event of that name about; nothing for events of a backend's own.
const action_info* find_action_of_event(std::string_view event_name);

} // namespace ivschat::wire
