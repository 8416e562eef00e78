#include "wire/wire.hpp"

#include "text/ascii.hpp"
#include "text/json_document.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

#include <optional>

namespace ivschat::wire {
namespace {

// Reads members by name and remembers the first that is not what it should be.
class reader {
public:
    explicit reader(text::json_value object) : members_{object.members_as_written()} {}

    std::optional<std::string> string(std::string_view name) {
        const auto value = find(name);
        if (!value) return std::nullopt;
        if (!value->is_string()) {
            complain(name_, "a string");
            return std::nullopt;
        }
        return std::string{value->string()};
    }

    std::string required_string(std::string_view name) {
        auto value = string(name);
        if (!value) complain(name, "given");
        return value.value_or("");
    }

    std::optional<chat::attribute_map> string_map(std::string_view name) {
        const auto value = find(name);
        if (!value) return std::nullopt;
        if (!value->is_object()) {
            complain(name_, "an object of strings");
            return std::nullopt;
        }
        chat::attribute_map map;
        for (const auto& [key, element] : value->members()) {
            if (!element.is_string())
                complain(name_, "an object of strings");
            else
                map.emplace_hint(map.end(), key, element.string());
        }
        return map;
    }

    const std::string& complaint() const { return complaint_; }

private:
    // The last of the keys that match.
    std::optional<text::json_value> find(std::string_view name) {
        std::optional<text::json_value> found;
        for (const auto& [key, value] : members_) {
            if (!text::equal_ignoring_case(key, name)) continue;
            name_ = key;
            found = value;
        }
        return found && !found->is_null() ? found : std::nullopt;
    }

    void complain(std::string_view name, std::string_view must_be) {
        if (!complaint_.empty()) return;
        complaint_.append(name).append(" must be ").append(must_be);
    }

    boost::container::small_vector<text::json_member, 16> members_;
    std::string_view name_; // of the member found last, as the client spells it
    std::string complaint_;
};

action read_action(reader& in, std::string_view name, std::string request_id) {
    if (name == "SEND_MESSAGE") {
        return chat::send_message{.request_id = std::move(request_id),
                                  .content = in.required_string("Content"),
                                  .attributes = in.string_map("Attributes")};
    }
    if (name == "DELETE_MESSAGE") {
        return chat::delete_message{.request_id = std::move(request_id),
                                    .message_id = in.required_string("Id"),
                                    .reason = in.string("Reason")};
    }
    return chat::disconnect_user{.request_id = std::move(request_id),
                                 .user_id = in.required_string("UserId"),
                                 .reason = in.string("Reason")};
}

bool is_known(std::string_view name) {
    return name == "SEND_MESSAGE" || name == "DELETE_MESSAGE" || name == "DISCONNECT_USER";
}

void write_attributes(text::json_writer& out, const std::optional<chat::attribute_map>& map) {
    out.key("Attributes");
    if (map)
        out.string_map(*map);
    else
        out.null();
}

} // namespace

std::variant<action, bad_request> decode(std::string_view text) {
    const text::json_document document{text};
    const auto body = document.root();
    if (!body) return bad_request{.request_id = {}, .why = "Malformed JSON"};
    if (!body->is_object()) {
        return bad_request{.request_id = {}, .why = "A request must be a JSON object"};
    }
    reader in{*body};
    auto request_id = in.string("RequestId").value_or("");
    const auto name = in.required_string("Action");
    if (!in.complaint().empty()) {
        return bad_request{.request_id = std::move(request_id), .why = in.complaint()};
    }
    if (!is_known(name)) {
        return bad_request{.request_id = std::move(request_id),
                           .why = "Action must be SEND_MESSAGE, DELETE_MESSAGE or DISCONNECT_USER"};
    }
    auto asked = read_action(in, name, request_id);
    if (!in.complaint().empty()) {
        return bad_request{.request_id = std::move(request_id), .why = in.complaint()};
    }
    return asked;
}

error describe(const chat::refused& refused) {
    using enum chat::refusal;
    switch (refused.why) {
    case content_empty:
        return {400, "Content must not be empty"};
    // AWS's own words, as its UGC demo matches them; likewise for the rate limits.
    case content_too_long:
        return {400, "Message exceeds maximum length"};
    case connection_rate_exceeded:
    case room_rate_exceeded:
    case account_rate_exceeded:
        return {429, "rate limit exceeded"};
    case bad_message_id:
        return {400, "Id must be a message id of 12 letters and digits"};
    case bad_user_id:
        return {400, "UserId must be 1 to 128 characters long"};
    case reason_too_long:
        return {400, "Reason must be at most 256 characters long"};
    case attributes_too_large:
        return {413, "Attributes exceed 1 KB"};
    case capability_missing:
        return {403, "The chat token does not have the capability that this action needs"};
    case room_not_found:
        return {404, "Room not found"};
    case token_used:
    case token_expired:
    case no_such_session:
        return {401, "Token expired or missing"};
    case review_denied:
        return {406, refused.resource.empty()
                         ? "The message was rejected by the review handler"
                         : "The message was rejected by the review handler: " + refused.resource};
    case too_many_connections:
        return {429, "Too many connections"};
    case too_many_rooms: // the room was deleted and would be made again
        return {429, "Too many rooms"};
    // Of the control plane.
    case logging_configuration_not_found:
    case logging_configuration_in_use:
    case too_many_tags:
    case too_many_logging_configurations:
    case operation_rate_exceeded:
        break;
    }
    return {500, "Internal error"};
}

std::string encode(const chat::message& message) {
    std::string frame;
    frame.reserve(256 + message.content.size());
    text::json_writer out{frame};
    out.begin_object().key("Type").string("MESSAGE");
    out.key("Id").string(message.id);
    out.key("RequestId").string(message.request_id);
    write_attributes(out, message.attributes);
    out.key("Content").string(message.content);
    out.key("SendTime").string(text::rfc3339_nanoseconds(message.sent_at));
    out.key("Sender").begin_object().key("UserId").string(message.sender_user_id);
    out.key("Attributes").string_map(message.sender_attributes);
    out.end_object().end_object();
    return frame;
}

std::string encode(const chat::event& event) {
    std::string frame;
    text::json_writer out{frame};
    out.begin_object().key("Type").string("EVENT");
    out.key("Id").string(event.id);
    out.key("RequestId").string(event.request_id);
    out.key("EventName").string(event.name);
    write_attributes(out, event.attributes);
    out.key("SendTime").string(text::rfc3339_nanoseconds(event.sent_at));
    out.end_object();
    return frame;
}

std::string encode(const error& error, std::string_view id, std::string_view request_id) {
    std::string frame;
    text::json_writer out{frame};
    out.begin_object().key("Type").string("ERROR");
    out.key("Id").string(id);
    out.key("RequestId").string(request_id);
    out.key("ErrorCode").integer(error.code);
    out.key("ErrorMessage").string(error.message);
    out.end_object();
    return frame;
}

} // namespace ivschat::wire
