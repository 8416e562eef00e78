#include "operations/tokens.hpp"

#include "operations/capability_names.hpp"
#include "operations/ensure_room.hpp"
#include "operations/refusals.hpp"

#include <algorithm>

namespace ivschat::operations {
namespace {

constexpr std::int32_t default_session_minutes = 60;

std::uint8_t to_bits(const std::optional<std::vector<model::chat_token_capability>>& capabilities) {
    chat::capability_set set;
    if (capabilities) {
        for (const auto each : *capabilities) set.add(to_capability(each));
    }
    return set.bits();
}

} // namespace

model::result<model::create_chat_token_response>
create_chat_token(environment& env, const chat::caller& caller,
                  model::create_chat_token_request request) {
    using std::chrono::milliseconds;
    const auto ensured = ensure_room(env, caller, request.room_identifier);
    if (!ensured) return ensured.error();
    const auto room = env.state.query().find_room(caller, request.room_identifier);
    if (!room) return to_api_error(room.error(), request.room_identifier);
    // The token holds the time as the reply shows it, in milliseconds.
    const crypto::token_claims::time issued_at =
        std::chrono::floor<milliseconds>(env.state.clock().now());

    const std::chrono::minutes session{
        request.session_duration_in_minutes.value_or(default_session_minutes)};
    const auto validity = std::min<milliseconds>(env.options.token_validity, session);
    crypto::token_claims claims{
        .room_arn = std::move(request.room_identifier),
        .user_id = std::move(request.user_id),
        .capabilities = to_bits(request.capabilities),
        .attributes = std::move(request.attributes).value_or(std::map<std::string, std::string>{}),
        .issued_at = issued_at,
        .expires_at = issued_at + validity,
        .session_expires_at = issued_at + session,
        .token_id = env.ids.next()};
    return model::create_chat_token_response{.token = env.sealer.seal(claims),
                                             .token_expiration_time = claims.expires_at,
                                             .session_expiration_time = claims.session_expires_at};
}

} // namespace ivschat::operations
