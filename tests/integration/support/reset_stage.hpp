// A server that tests reset.
#pragma once

#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace ivschat::integration {

inline nlohmann::json journal_entries(const server_process& server, const std::string& query = {}) {
    return get(server.port(), "/_ivschat/journal" + query).json().at("entries");
}

// A server whose seed has a room, so that the room outlives a reset.
struct reset_stage {
    explicit reset_stage(arguments more = {},
                         const nlohmann::json& room_settings = nlohmann::json::object()) {
        nlohmann::json room = {{"arn", demo_room}, {"maximumMessageRatePerSecond", 100}};
        room.update(room_settings);
        files.write("seed.json", nlohmann::json{{"rooms", {room}}}.dump());
        arguments all{"--seed", files.path_of("seed.json")};
        all.insert(all.end(), more.begin(), more.end());
        server.emplace(all);
    }

    chat_client join(const std::string& user) const {
        return {server->port(), create_token(*server, demo_room, user)};
    }
    // What reaches the room next must be this message of another user.
    void check_next(chat_client& reader) {
        auto speaker = join("speaker");
        speaker.send(send_message("next"));
        CHECK(reader.receive().at("Content") == "next");
    }

    scratch_directory files;
    std::optional<server_process> server;
};

} // namespace ivschat::integration
