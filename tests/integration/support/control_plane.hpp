// The calls of a team's backend, as short as tests want them, and files to start a server from.
#pragma once

#include "integration/support/chat_client.hpp"
#include "integration/support/server_process.hpp"

#include <filesystem>

namespace ivschat::integration {

inline constexpr std::string_view demo_room =
    "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
inline constexpr std::string_view unknown_room =
    "arn:aws:ivschat:us-east-1:123456789012:room/NoSuchRoom12";

// All that a moderator may do.
inline const nlohmann::json every_capability = {"SEND_MESSAGE", "DISCONNECT_USER",
                                                "DELETE_MESSAGE"};

// The ARN. Rooms let 100 messages through a second unless `settings` says otherwise.
std::string create_room(const server_process& server, nlohmann::json settings = {});

// A CreateChatToken request for a speaker; `more` overrides and adds members.
nlohmann::json token_request(std::string_view room, std::string_view user,
                             const nlohmann::json& more = {});
std::string create_token(const server_process& server, std::string_view room, std::string_view user,
                         const nlohmann::json& more = {});

// A connection with a token of its own.
chat_client join(const server_process& server, std::string_view room, std::string_view user,
                 const nlohmann::json& more = {});

nlohmann::json send_message(std::string_view content, const nlohmann::json& more = {});

// A directory that goes with its owner.
class scratch_directory {
public:
    scratch_directory();
    ~scratch_directory();
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;

    std::string path(std::string_view name) const { return (path_ / name).string(); }
    // Writes a file; returns its path.
    std::string write(std::string_view name, std::string_view text) const;

private:
    std::filesystem::path path_;
};

} // namespace ivschat::integration
