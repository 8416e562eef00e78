// Chat tokens: what they say, and tokens such as AWS would not make.
#include "chat/arn.hpp"
#include "control/capability_names.hpp"
#include "control/json_object.hpp"
#include "control/routes.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"
#include "text/unicode.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ivschat::control {
namespace {

constexpr std::size_t longest_token = 16U << 10U;
constexpr std::chrono::hours longest_life{24 * 365};

std::string_view name_of(chat::token_state state) {
    switch (state) {
    case chat::token_state::unused:
        return "unused";
    case chat::token_state::used:
        return "used";
    case chat::token_state::expired:
        break;
    }
    return "expired";
}

void write(text::json_writer& json, const crypto::token_claims& claims) {
    json.key("room").string(claims.room_arn).key("user").string(claims.user_id);
    json.key("capabilities").begin_array();
    const auto capabilities = chat::capability_set::from_bits(claims.capabilities);
    for (const auto& [name, one] : capability_names) {
        if (capabilities.has(one)) json.string(name);
    }
    json.end_array().key("attributes").string_map(claims.attributes);
    json.key("issued").string(text::rfc3339_nanoseconds(claims.issued_at));
    json.key("tokenExpires").string(text::rfc3339_nanoseconds(claims.expires_at));
    json.key("sessionExpires").string(text::rfc3339_nanoseconds(claims.session_expires_at));
}

// The one member `token` of the body.
model::result<std::string> read_token(std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    auto token = in.text("token", longest_token);
    in.refuse_others();
    if (!token) in.add_error("token", "is missing");
    if (errors.has_error()) return errors.error();
    return *std::move(token);
}

answer inspect_token(environment& env, control_call call) {
    const auto token = read_token(call.request.body);
    if (!token) co_return refuse(token.error());
    std::string body;
    text::json_writer json{body};
    json.begin_object();
    const auto claims = env.sealer.open_ignoring_expiry(*token);
    if (!claims) {
        json.key("state").string("forged");
        json.key("why").string("The token " + std::string{crypto::describe(claims.error())} + ".");
    } else {
        const auto state = env.state.query().state_of(env.state.clock().now(), claims->token_id,
                                                      claims->expires_at);
        json.key("state").string(name_of(state));
        write(json, *claims);
    }
    json.end_object();
    co_return ok(std::move(body));
}

answer expire_token(environment& env, control_call call) {
    const auto token = read_token(call.request.body);
    if (!token) co_return refuse(token.error());
    const auto claims = env.sealer.open_ignoring_expiry(*token);
    if (!claims) {
        co_return refuse("token cannot expire: it " +
                         std::string{crypto::describe(claims.error())} + ".");
    }
    env.state.submit(
        chat::expire_token{.token = claims->token_id, .expires_at = claims->expires_at});
    co_await env.connections.flushed(write_patience);
    co_return ok(R"({"state":"expired"})");
}

struct wanted_token {
    std::string room_arn;
    std::string user_id;
    chat::capability_set capabilities;
    chat::attribute_map attributes;
    std::chrono::nanoseconds token_lives = std::chrono::minutes{60};
    std::chrono::nanoseconds session_lives = std::chrono::minutes{60};
};

void read_capabilities(const nlohmann::json& document, object_reader& in,
                       chat::capability_set& into) {
    if (!in.has("capabilities")) return;
    const auto& list = document["capabilities"];
    if (!list.is_array()) return in.add_error("capabilities", "must be a list");
    for (const auto& each : list) {
        const auto known = std::find_if(capability_names.begin(), capability_names.end(),
                                        [&](const auto& one) { return each == one.first; });
        if (known == capability_names.end()) {
            return in.add_error("capabilities",
                                "may hold SEND_MESSAGE, DELETE_MESSAGE and DISCONNECT_USER");
        }
        into.add(known->second);
    }
}

void read_attributes(const nlohmann::json& document, object_reader& in, chat::attribute_map& into) {
    if (!in.has("attributes")) return;
    const auto& map = document["attributes"];
    if (!map.is_object()) return in.add_error("attributes", "must be an object of strings");
    for (const auto& [name, value] : map.items()) {
        if (!value.is_string()) return in.add_error("attributes", "must be an object of strings");
        into.emplace(name, value.get<std::string>());
    }
    if (text::total_bytes(into) > 1024) in.add_error("attributes", "must be at most 1 KB in all");
}

model::result<wanted_token> read_wanted(std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    constexpr std::size_t longest_text = 256;
    constexpr std::chrono::nanoseconds none{0};
    wanted_token wanted;
    const auto room = in.text("room", longest_text);
    const auto user = in.text("user", longest_text);
    if (!room || !chat::parse_arn(*room)) {
        in.add_error("room", "must be a room's ARN, such as "
                             "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl");
    }
    if (!user || user->empty()) in.add_error("user", "must be a user id of 1 to 128 characters");
    read_capabilities(*document, in, wanted.capabilities);
    read_attributes(*document, in, wanted.attributes);
    const auto token_lives = in.duration("tokenLifetime", none, longest_life);
    const auto session_lives = in.duration("sessionLifetime", none, longest_life);
    in.refuse_others();
    if (errors.has_error()) return errors.error();
    wanted.room_arn = *room;
    wanted.user_id = *user;
    wanted.session_lives = session_lives.value_or(wanted.session_lives);
    wanted.token_lives = token_lives.value_or(std::min(wanted.token_lives, wanted.session_lives));
    return wanted;
}

// Neither the room nor AWS's bounds on lifetimes are looked at: that is what it is for.
answer mint_token(environment& env, control_call call) {
    auto wanted = read_wanted(call.request.body);
    if (!wanted) co_return refuse(wanted.error());
    using std::chrono::milliseconds;
    const auto now = std::chrono::floor<milliseconds>(env.state.clock().now());
    crypto::token_claims claims{
        .room_arn = std::move(wanted->room_arn),
        .user_id = std::move(wanted->user_id),
        .capabilities = wanted->capabilities.bits(),
        .attributes = std::move(wanted->attributes),
        .issued_at = now,
        .expires_at = now + std::chrono::floor<milliseconds>(wanted->token_lives),
        .session_expires_at = now + std::chrono::floor<milliseconds>(wanted->session_lives)};
    env.random.fill(claims.token_id);
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("token").string(env.sealer.seal(claims));
    write(json, claims);
    json.end_object();
    co_return ok(std::move(body));
}

constexpr control_route routes[] = {{"POST", "/tokens", mint_token},
                                    {"POST", "/tokens/inspect", inspect_token},
                                    {"POST", "/tokens/expire", expire_token}};

} // namespace

std::span<const control_route> token_routes() { return routes; }

} // namespace ivschat::control
