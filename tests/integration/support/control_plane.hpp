// Calls of the AWS API and of test control, with defaults that suit tests.
#pragma once

#include "integration/support/chat_client.hpp"
#include "integration/support/server_process.hpp"
#include "support/scratch_directory.hpp"

namespace ivschat::integration {

using support::scratch_directory;

inline constexpr std::string_view demo_room =
    "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
inline constexpr std::string_view unknown_room =
    "arn:aws:ivschat:us-east-1:123456789012:room/NoSuchRoom12";

// All capabilities.
inline const nlohmann::json every_capability = {"SEND_MESSAGE", "DISCONNECT_USER",
                                                "DELETE_MESSAGE"};

// Returns the ARN. A room's rate is 100 messages a second unless `settings` has another.
std::string create_room(const server_process& server, nlohmann::json settings = {});

// A CreateChatToken request for a user who may send; `more` overrides and adds members.
nlohmann::json token_request(std::string_view room, std::string_view user,
                             const nlohmann::json& more = {});
std::string create_token(const server_process& server, std::string_view room, std::string_view user,
                         const nlohmann::json& more = {});

// Opens a connection with a new token.
chat_client join(const server_process& server, std::string_view room, std::string_view user,
                 const nlohmann::json& more = {});

// A request to /_ivschat/`path`: as bytes, or on a connection of its own.
std::string write_control(std::string_view path, const nlohmann::json& body,
                          std::string_view method = "POST");
http_reply control(std::uint16_t port, std::string_view path, const nlohmann::json& body,
                   std::string_view method = "POST");
// Resets the server, and returns the reply.
nlohmann::json reset(const server_process& server,
                     const nlohmann::json& options = nlohmann::json::object());
// Replaces the fault rules.
void set_rules(const server_process& server, const nlohmann::json& rules);

nlohmann::json send_message(std::string_view content, const nlohmann::json& more = {});

} // namespace ivschat::integration
