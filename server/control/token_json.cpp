#include "control/token_json.hpp"

#include "operations/capability_names.hpp"

namespace ivschat::control {

void write_capabilities(text::json_writer& json, chat::capability_set capabilities) {
    json.begin_array();
    for (const auto& [name, capability] : operations::capability_names) {
        if (capabilities.has(capability)) json.string(name);
    }
    json.end_array();
}

void write_claims(text::json_writer& json, const crypto::token_claims& claims,
                  const token_json_format& format) {
    json.key(format.room).string(claims.room_arn).key(format.user).string(claims.user_id);
    json.key("capabilities");
    write_capabilities(json, chat::capability_set::from_bits(claims.capabilities));
    json.key("attributes").string_map(claims.attributes);
    json.key(format.issue_time).string(format.write_time(claims.issued_at));
    json.key(format.token_expiration).string(format.write_time(claims.expires_at));
    json.key(format.session_expiration).string(format.write_time(claims.session_expires_at));
}

} // namespace ivschat::control
