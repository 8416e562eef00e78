#include "review/protocol.hpp"

#include "chat/limits.hpp"
#include "text/json_writer.hpp"
#include "text/unicode.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace ivschat::review {
namespace {

using boost::system::result;
using nlohmann::json;

// A null member counts as absent: Go encodes an unset map as null.
const json* find(const json& reply, const char* name) {
    const auto found = reply.find(name);
    return found == reply.end() || found->is_null() ? nullptr : &*found;
}

std::string shortened(std::string_view text) { return std::string{text::cut(text, 100)}; }

// Without the contents of objects and arrays: dumping them could overflow the stack.
std::string quoted(const json& value) {
    if (value.is_object()) return "an object";
    if (value.is_array()) return "an array";
    return shortened(value.dump());
}

result<std::optional<chat::attribute_map>, std::string> attributes_of(const json& reply) {
    const auto* given = find(reply, "Attributes");
    if (given == nullptr) return std::nullopt;
    if (!given->is_object()) {
        return "Attributes must be an object of strings, not " + quoted(*given);
    }
    chat::attribute_map attributes;
    for (const auto& [key, value] : given->items()) {
        if (!value.is_string()) {
            return "Attributes." + shortened(key) + " must be a string, not " + quoted(value);
        }
        attributes.emplace(key, value.get<std::string>());
    }
    if (text::total_bytes(attributes) > chat::limits::message_attribute_bytes) {
        return std::string{"Attributes must be at most 1 KB in total"};
    }
    return attributes;
}

// Unlike a user's message, a handler's content is not trimmed.
std::optional<std::string> refuse_content(std::string_view content, std::uint32_t maximum) {
    const auto length = text::code_points(content);
    if (length > 0 && length <= maximum) return std::nullopt;
    return "Content must be 1 to " + std::to_string(maximum) +
           " characters long for an ALLOW in this room; it has " + std::to_string(length);
}

} // namespace

std::string encode(const chat::review_wanted& wanted) {
    std::string body;
    body.reserve(512 + wanted.what.content.size());
    text::json_writer out{body};
    const chat::attribute_map none;
    out.begin_object().key("Content").string(wanted.what.content);
    out.key("MessageId").string(wanted.what.id);
    out.key("RoomArn").string(wanted.room_arn);
    // Never null, because handlers index it without a check.
    out.key("Attributes").string_map(wanted.what.attributes ? *wanted.what.attributes : none);
    out.key("Sender").begin_object();
    out.key("Attributes").string_map(wanted.what.sender_attributes);
    out.key("UserId").string(wanted.what.sender_user_id);
    out.key("Ip").string(wanted.sender_ip);
    out.end_object().end_object();
    return body;
}

result<chat::review_verdict, std::string> decode_reply(std::string_view body,
                                                       std::uint32_t maximum_message_length) {
    const auto reply = json::parse(body, nullptr, false);
    if (reply.is_discarded()) return std::string{"the reply is not JSON"};
    if (!reply.is_object()) return "the reply must be an object, not " + quoted(reply);
    const auto* verdict = find(reply, "ReviewResult");
    if (verdict == nullptr) return std::string{"ReviewResult is missing"};
    if (*verdict != "ALLOW" && *verdict != "DENY") {
        return "ReviewResult must be ALLOW or DENY, not " + quoted(*verdict);
    }
    const auto* content = find(reply, "Content");
    if (content != nullptr && !content->is_string())
        return "Content must be a string, not " + quoted(*content);
    auto attributes = attributes_of(reply);
    if (!attributes) return attributes.error();
    if (*verdict == "DENY") {
        chat::review_denied denied;
        if (*attributes && (*attributes)->contains("Reason")) {
            denied.reason = std::move((*attributes)->at("Reason"));
        }
        return denied;
    }
    if (content == nullptr) return std::string{"Content is missing, which an ALLOW needs"};
    auto text = content->get<std::string>();
    if (auto why = refuse_content(text, maximum_message_length)) return *std::move(why);
    return chat::review_allowed{.content = std::move(text), .attributes = *std::move(attributes)};
}

} // namespace ivschat::review
