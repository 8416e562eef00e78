// Options in flags, the environment and the configuration file.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

constexpr std::string_view one_room =
    R"({"rooms":[{"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"}]})";

int status_of_demo_room(const server_process& server) {
    const json request{{"identifier", demo_room}};
    return post(server.port(), "/GetRoom", request.dump()).status;
}

std::string arn_of_new_room(const server_process& server) {
    return post(server.port(), "/CreateRoom", "{}").json().at("arn");
}

} // namespace

TEST_CASE("seeds and addresses can come from the environment") {
    const scratch_directory files;
    const server_process server{
        {},
        {{"IVSCHAT_LISTEN", "127.0.0.1:0"}, {"IVSCHAT_SEED", files.write("seed.json", one_room)}}};
    CHECK(status_of_demo_room(server) == 200);
}

TEST_CASE("a flag can be set by the environment") {
    const server_process server{{}, {{"IVSCHAT_AUTO_CREATE_ROOMS", "true"}}};
    CHECK(status_of_demo_room(server) == 200);
    const server_process strict{{}, {{"IVSCHAT_AUTO_CREATE_ROOMS", "false"}}};
    CHECK(status_of_demo_room(strict) == 404);
}

TEST_CASE("a list in the environment is separated by commas") {
    const scratch_directory files;
    const auto seeds =
        files.write("a.json", one_room) + "," + files.write("b.json", R"({"rooms":[]})");
    const server_process server{{}, {{"IVSCHAT_SEED", seeds}}};
    CHECK(status_of_demo_room(server) == 200);
}

TEST_CASE("options can be set in a file") {
    const scratch_directory files;
    const auto seed = files.write("seed.json", one_room);
    const auto file = files.write("ivschat.toml", "listen = \"127.0.0.1:0\"\nseed = [\"" + seed +
                                                      "\"]\naccount = \"222222222222\"\n");
    const server_process named{{"--config", file}};
    CHECK(status_of_demo_room(named) == 200);
    CHECK(arn_of_new_room(named).find(":222222222222:") != std::string::npos);
}

TEST_CASE("the environment can name the configuration file") {
    const scratch_directory files;
    const auto file = files.write("ivschat.toml", "account = \"222222222222\"\n");
    const server_process server{{}, {{"IVSCHAT_CONFIG", file}}};
    CHECK(arn_of_new_room(server).find(":222222222222:") != std::string::npos);
}

TEST_CASE("the refusal of an unknown option in a file names the option") {
    const scratch_directory files;
    const auto ended =
        run({"--listen", "127.0.0.1:0", "--config", files.write("x.toml", "colour = \"red\"\n")});
    CHECK(ended.status == 2);
    CHECK(ended.errors.find("colour") != std::string::npos);
}

TEST_CASE("flags take precedence over the environment and the file") {
    const scratch_directory files;
    const auto file =
        files.write("ivschat.toml", "listen = \"127.0.0.1:0\"\nregion = \"eu-west-1\"\n");
    const server_process server{{"--config", file, "--region", "us-west-2"},
                                {{"IVSCHAT_REGION", "ap-south-1"}}};
    CHECK(arn_of_new_room(server).starts_with("arn:aws:ivschat:us-west-2:"));
}

// As in twelve-factor applications: the file is part of a container's image, the environment is set
// where it runs.
TEST_CASE("the environment takes precedence over the file") {
    const scratch_directory files;
    const auto file =
        files.write("ivschat.toml", "listen = \"127.0.0.1:0\"\nregion = \"eu-west-1\"\n");
    const server_process server{{"--config", file}, {{"IVSCHAT_REGION", "ap-south-1"}}};
    CHECK(arn_of_new_room(server).starts_with("arn:aws:ivschat:ap-south-1:"));
}

TEST_CASE("timestamps are ISO 8601 strings, or numbers on request") {
    const server_process iso;
    const auto text = post(iso.port(), "/CreateRoom", "{}").json().at("createTime");
    CHECK(text.is_string());
    const server_process epoch{{"--timestamps", "epoch"}};
    const auto number = post(epoch.port(), "/CreateRoom", "{}").json().at("createTime");
    CHECK(number.is_number());
}

TEST_CASE("logs go to standard error in the requested format") {
    server_process server{{"--log-level", "debug", "--log-format", "json"}};
    CHECK(get(server.port(), "/nowhere").status == 404);
    CHECK(server.stop() == 0);
    const auto errors = server.process().errors();
    CAPTURE(errors);
    const auto first = json::parse(errors.substr(0, errors.find('\n')), nullptr, false);
    CHECK(first.is_object());
    CHECK(errors.find("/nowhere") != std::string::npos);
    CHECK(server.process().read_rest() == "");
}

TEST_CASE("a token never appears in the log") {
    server_process server{{"--log-level", "debug"}};
    const auto room = create_room(server);
    const auto token = create_token(server, room, "ann");
    CHECK(chat_client{server.port(), token}.close().code == 1000);
    CHECK(refused_handshake(server.port(), {.token = token}).status == 401);
    CHECK(server.stop() == 0);
    CHECK(server.process().errors().find(token.substr(40)) == std::string::npos);
}
