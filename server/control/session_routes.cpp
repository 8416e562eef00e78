// The open chat connections: lists, closes, drops and stalls them, and sends to them.
#include "chat/arn.hpp"
#include "control/close_json.hpp"
#include "control/json_object.hpp"
#include "control/query.hpp"
#include "control/routes.hpp"
#include "control/token_json.hpp"
#include "crypto/base64url.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"
#include "websocket/frame.hpp"
#include "wire/close_code.hpp"

#include <algorithm>
#include <charconv>

namespace ivschat::control {
namespace {

void write(text::json_writer& json, const chat::session& session, std::uint64_t number) {
    json.begin_object().key("id").integer(static_cast<std::int64_t>(number));
    json.key("room").string(session.room_arn).key("user").string(session.user_id);
    json.key("attributes").string_map(session.attributes);
    json.key("capabilities");
    write_capabilities(json, session.capabilities);
    json.key("connected").string(text::rfc3339_nanoseconds(session.connected));
    json.key("expires").string(text::rfc3339_nanoseconds(session.expires_at));
    json.key("ip").string(session.client_ip);
    json.end_object();
}

answer list_sessions(environment& env, control_call call) {
    const auto query = read_parameters(call.request.query(), {"room", "user"});
    if (!query) co_return refuse(query.error());
    const auto room = query->find("room");
    const auto user = query->find("user");
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("sessions").begin_array();
    const auto& sessions = env.state.query().sessions();
    sessions.for_each([&](const chat::session& each) {
        if (room != query->end() && !chat::is_named_by(each.room_arn, room->second)) return;
        if (user != query->end() && each.user_id != user->second) return;
        write(json, each, sessions.number_of(each.id));
    });
    json.end_array().end_object();
    co_return ok(std::move(body));
}

std::optional<chat::session_id> parse_session_id(const environment& env,
                                                 std::string_view parameter) {
    std::uint64_t number = 0;
    const auto* const end = parameter.data() + parameter.size();
    const auto [rest, failed] = std::from_chars(parameter.data(), end, number);
    if (failed != std::errc{} || rest != end || number == 0) return std::nullopt;
    return env.state.query().sessions().with_number(number);
}

http::reply no_session(std::string_view parameter) {
    return not_found("No chat connection has the id " + std::string{parameter} +
                     "; GET /_ivschat/sessions lists them.");
}

answer close_session(environment& env, control_call call) {
    const auto id = parse_session_id(env, call.path_parameter);
    const auto document = parse_optional_document(call.request.body);
    if (!document) co_return refuse(document.error());
    decode_errors errors;
    object_reader in{*document, "", errors};
    const auto close = read_close(in);
    in.reject_unknown_members();
    if (errors.has_error()) co_return refuse(errors.error());
    const auto code = close.code.value_or(wire::close_code::normal);
    if (!id || !env.connections.close(*id, code, close.reason)) {
        co_return no_session(call.path_parameter);
    }
    co_return ok(co_await env.connections.flush(*id));
}

answer drop_session(environment& env, control_call call) {
    const auto id = parse_session_id(env, call.path_parameter);
    if (!id || !env.connections.reset(*id)) co_return no_session(call.path_parameter);
    co_await env.connections.flush(*id); // its shard has done so then
    co_return ok("{}");
}

answer stall_session(environment& env, control_call call) {
    const auto id = parse_session_id(env, call.path_parameter);
    const auto document = parse_optional_document(call.request.body);
    if (!document) co_return refuse(document.error());
    decode_errors errors;
    object_reader in{*document, "", errors};
    const auto reading = in.boolean("reading");
    const auto writing = in.boolean("writing");
    in.reject_unknown_members();
    if (!reading && !writing) in.add_error("must have reading, writing or both");
    if (errors.has_error()) co_return refuse(errors.error());
    bool is_there = id.has_value();
    if (is_there && reading) is_there = env.connections.hold_reading(*id, *reading);
    if (is_there && writing) is_there = env.connections.hold_writing(*id, *writing);
    if (!is_there) co_return no_session(call.path_parameter);
    co_return ok(co_await env.connections.flush(*id));
}

// Accepts both alphabets of RFC 4648, with or without padding.
std::optional<std::string> from_base64(std::string text) {
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(text.find_last_not_of('=') + 1);
    const auto bytes = crypto::base64url_decode(text);
    if (!bytes) return std::nullopt;
    return std::string{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

answer send_to_session(environment& env, control_call call) {
    const auto id = parse_session_id(env, call.path_parameter);
    const auto document = parse_optional_document(call.request.body);
    if (!document) co_return refuse(document.error());
    decode_errors errors;
    object_reader in{*document, "", errors};
    constexpr std::size_t most = 1U << 20U;
    const auto text = in.text("text", most);
    const auto raw = in.text("raw", most);
    in.reject_unknown_members();
    const auto bytes = raw ? from_base64(*raw) : std::nullopt;
    if (text.has_value() == raw.has_value()) {
        in.add_error(
            "must have either text, which is sent as a text frame, or raw, whose bytes are "
            "sent as they are");
    } else if (raw && !bytes) {
        in.add_error("raw", "must be base64");
    }
    if (errors.has_error()) co_return refuse(errors.error());
    auto frame = text ? std::string{*websocket::make_text_frame(*text)} : *bytes;
    if (!id || !env.connections.inject(*id, std::move(frame)))
        co_return no_session(call.path_parameter);
    co_return ok(co_await env.connections.flush(*id));
}

constexpr control_route routes[] = {{"GET", "/sessions", list_sessions},
                                    {"POST", "/sessions/{id}/close", close_session},
                                    {"POST", "/sessions/{id}/drop", drop_session},
                                    {"POST", "/sessions/{id}/stall", stall_session},
                                    {"POST", "/sessions/{id}/send", send_to_session}};

} // namespace

std::span<const control_route> session_routes() { return routes; }

} // namespace ivschat::control
