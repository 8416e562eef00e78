// Capabilities and the claims of chat tokens as JSON.
#pragma once

#include "chat/types.hpp"
#include "crypto/token_claims.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

#include <string_view>

namespace ivschat::control {

// The control API and `token inspect` name the same members differently.
struct token_json_format {
    std::string_view room;
    std::string_view user;
    std::string_view issue_time;
    std::string_view token_expiration;
    std::string_view session_expiration;
    std::string (*write_time)(text::timestamp);
};

inline constexpr token_json_format control_api_format{.room = "room",
                                                      .user = "user",
                                                      .issue_time = "issued",
                                                      .token_expiration = "tokenExpires",
                                                      .session_expiration = "sessionExpires",
                                                      .write_time = text::rfc3339_nanoseconds};

inline constexpr token_json_format token_inspect_format{.room = "roomArn",
                                                        .user = "userId",
                                                        .issue_time = "issueTime",
                                                        .token_expiration = "tokenExpirationTime",
                                                        .session_expiration =
                                                            "sessionExpirationTime",
                                                        .write_time = text::iso8601_milliseconds};

// A list of names.
void write_capabilities(text::json_writer& json, chat::capability_set capabilities);

// Writes the members of an object that is open.
void write_claims(text::json_writer& json, const crypto::token_claims& claims,
                  const token_json_format& format);

} // namespace ivschat::control
