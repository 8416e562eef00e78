// Chat tokens: inspects and expires them, and mints tokens that AWS would refuse to create.
#include "chat/arn.hpp"
#include "chat/limits.hpp"
#include "control/json_object.hpp"
#include "control/routes.hpp"
#include "control/token_json.hpp"
#include "model/shapes.hpp"
#include "operations/capability_names.hpp"
#include "text/json_writer.hpp"
#include "text/unicode.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ivschat::control {
namespace {

constexpr std::size_t longest_token = 16U << 10U;
constexpr std::chrono::hours longest_lifetime{24 * 365};

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

// {"token": "..."}
model::result<std::string> read_token(std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    auto token = in.text("token", longest_token);
    in.reject_unknown_members();
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
        if (env.ids.is_void(claims->token_id)) {
            json.key("state").string("expired");
            json.key("why").string("The token was minted before the server was reset.");
        } else {
            json.key("state").string(name_of(state));
        }
        write_claims(json, *claims, control_api_format);
    }
    json.end_object();
    co_return ok(std::move(body));
}

answer expire_token(environment& env, control_call call) {
    const auto token = read_token(call.request.body);
    if (!token) co_return refuse(token.error());
    const auto claims = env.sealer.open_ignoring_expiry(*token);
    if (!claims) {
        co_return refuse("The token cannot be expired: it " +
                         std::string{crypto::describe(claims.error())} + ".");
    }
    env.state.submit(
        chat::expire_token{.token = claims->token_id, .expires_at = claims->expires_at});
    co_await env.connections.flush();
    co_return ok(R"({"state":"expired"})");
}

struct mint_request {
    std::string room_arn;
    std::string user_id;
    chat::capability_set capabilities;
    chat::attribute_map attributes;
    std::chrono::nanoseconds token_lifetime = std::chrono::minutes{60};
    std::chrono::nanoseconds session_lifetime = std::chrono::minutes{60};
};

void read_capabilities(const nlohmann::json& document, object_reader& in,
                       chat::capability_set& into) {
    if (!in.has("capabilities")) return;
    const auto& list = document["capabilities"];
    if (!list.is_array()) return in.add_error("capabilities", "must be a list");
    for (const auto& each : list) {
        const auto known =
            std::find_if(operations::capability_names.begin(), operations::capability_names.end(),
                         [&](const auto& one) { return each == one.first; });
        if (known == operations::capability_names.end()) {
            std::vector<std::string_view> names;
            for (const auto& one : operations::capability_names) names.push_back(one.first);
            return in.add_error("capabilities", "may hold " + join(names));
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
    if (text::total_bytes(into) > model::shapes::chat_token_attributes.max_bytes) {
        in.add_error("attributes", "must be at most 1 KB in all");
    }
}

model::result<mint_request> read_mint_request(std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    constexpr std::chrono::nanoseconds none{0};
    mint_request request;
    const auto room = in.text("room", model::shapes::room_arn.max);
    const auto user = in.text("user", chat::limits::user_id_code_points);
    if (!room || !chat::parse_arn(*room)) {
        in.add_error("room", "must be a room's ARN, such as "
                             "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl");
    }
    if (!user || user->empty()) {
        in.add_error("user", "must be a user id of 1 to " +
                                 std::to_string(chat::limits::user_id_code_points) + " characters");
    }
    read_capabilities(*document, in, request.capabilities);
    read_attributes(*document, in, request.attributes);
    const auto token_lifetime = in.duration("tokenLifetime", none, longest_lifetime);
    const auto session_lifetime = in.duration("sessionLifetime", none, longest_lifetime);
    in.reject_unknown_members();
    if (errors.has_error()) return errors.error();
    request.room_arn = *room;
    request.user_id = *user;
    request.session_lifetime = session_lifetime.value_or(request.session_lifetime);
    request.token_lifetime =
        token_lifetime.value_or(std::min(request.token_lifetime, request.session_lifetime));
    return request;
}

// Deliberately checks neither that the room exists nor AWS's bounds on lifetimes.
answer mint_token(environment& env, control_call call) {
    auto request = read_mint_request(call.request.body);
    if (!request) co_return refuse(request.error());
    using std::chrono::milliseconds;
    const auto now = std::chrono::floor<milliseconds>(env.state.clock().now());
    crypto::token_claims claims{
        .room_arn = std::move(request->room_arn),
        .user_id = std::move(request->user_id),
        .capabilities = request->capabilities.bits(),
        .attributes = std::move(request->attributes),
        .issued_at = now,
        .expires_at = now + std::chrono::floor<milliseconds>(request->token_lifetime),
        .session_expires_at = now + std::chrono::floor<milliseconds>(request->session_lifetime),
        .token_id = env.ids.next()};
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("token").string(env.sealer.seal(claims));
    write_claims(json, claims, control_api_format);
    json.end_object();
    co_return ok(std::move(body));
}

constexpr control_route routes[] = {{"POST", "/tokens", mint_token},
                                    {"POST", "/tokens/inspect", inspect_token},
                                    {"POST", "/tokens/expire", expire_token}};

} // namespace

std::span<const control_route> token_routes() { return routes; }

} // namespace ivschat::control
