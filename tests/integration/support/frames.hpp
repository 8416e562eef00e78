// Frames exactly as IVS Chat writes them, with the id and the time of a received one.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace ivschat::integration {

// Twelve letters and digits.
bool is_identifier(std::string_view text);
// Nanoseconds without trailing zeros, as Go writes them.
bool is_rfc3339_nano(std::string_view text);

// Throws unless `frame` has an id of twelve letters and digits and a SendTime in RFC3339Nano.
std::string id_of(const std::string& frame);
std::string send_time_of(const std::string& frame);

struct message_members {
    std::string request_id = {};     // as JSON writes it, without the quotes
    std::string attributes = "null"; // JSON
    std::string content = {};        // as JSON writes it, without the quotes
    std::string user_id = {};
    std::string sender_attributes = "{}"; // JSON
};
std::string message_frame(const std::string& received, const message_members& members);

struct event_members {
    std::string request_id = {};
    std::string name = {};
    std::string attributes = "null"; // JSON
};
std::string event_frame(const std::string& received, const event_members& members);

} // namespace ivschat::integration
