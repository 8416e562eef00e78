// health, token inspect and --token-key-file.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

// A port of 127.0.0.1 that no other process gets. If it listens, it accepts but never answers.
class mute_port {
public:
    explicit mute_port(bool listens) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        auto* const generic = reinterpret_cast<sockaddr*>(&address_);
        REQUIRE(::bind(socket_.number(), generic, size) == 0);
        REQUIRE(::getsockname(socket_.number(), generic, &size) == 0);
        if (listens) REQUIRE(::listen(socket_.number(), 1) == 0);
    }
    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
    }

private:
    descriptor socket_;
    sockaddr_in address_{};
};

} // namespace

TEST_CASE("health ends with 0 if the server is ready") {
    const server_process server;
    CHECK(run({"health", "--url", server.url()}).status == 0);
    CHECK(run({"health", "--url", server.url() + "/"}).status == 0);
}

TEST_CASE("health asks the server on the port that --listen names") {
    const server_process server;
    const auto port = std::to_string(server.port());
    CHECK(run({"--listen", "127.0.0.1:" + port, "health"}).status == 0);
    CHECK(run({"health"}, {{"IVSCHAT_LISTEN", "0.0.0.0:" + port}}).status == 0);
}

TEST_CASE("health ends with 1 if no server answers") {
    CHECK(run({"health", "--url", mute_port{false}.url()}).status == 1);
    const mute_port silent{true};
    const auto ended = run({"health", "--url", silent.url()});
    CHECK(ended.status == 1);
    CHECK(ended.took < std::chrono::seconds{4});
    CHECK(ended.errors.find(silent.url()) != std::string::npos);
}

TEST_CASE("health ends with 2 if its arguments are wrong") {
    CHECK(run({"health", "--url", "127.0.0.1:8420"}).status == 2);
    CHECK(run({"health", "--url", "https://127.0.0.1:8420"}).status == 2);
    CHECK(run({"health", "--uri", "http://127.0.0.1:8420"}).status == 2);
}

TEST_CASE("token inspect prints the claims of a token") {
    const scratch_directory files;
    const auto key = files.path_of("key");
    const server_process server{{"--token-key-file", key}};
    const auto room = create_room(server);
    const auto user = std::string{"an\"n \U0001F469\u200D\U0001F4BB"};
    const auto token = create_token(server, room, user,
                                    {{"capabilities", {"DELETE_MESSAGE", "SEND_MESSAGE"}},
                                     {"sessionDurationInMinutes", 30},
                                     {"attributes", {{"b", "2"}, {"a", "1"}}}});
    const auto ended = run({"token", "inspect", token, "--token-key-file", key});
    REQUIRE(ended.status == 0);
    const auto claims = json::parse(ended.output);
    CHECK(claims.at("roomArn") == room);
    CHECK(claims.at("userId") == user);
    CHECK(claims.at("capabilities") == json{"SEND_MESSAGE", "DELETE_MESSAGE"});
    CHECK(claims.at("attributes") == json{{"a", "1"}, {"b", "2"}});
    CHECK(claims.at("expired") == false);
    CHECK(claims.at("tokenExpirationTime") == claims.at("sessionExpirationTime"));
    CHECK(claims.at("issueTime") < claims.at("tokenExpirationTime"));
}

TEST_CASE("token inspect cannot open a token that another key sealed") {
    const scratch_directory files;
    const server_process server{{"--token-key-file", files.path_of("a")}};
    const server_process other{{"--token-key-file", files.path_of("b")}};
    const auto token = create_token(server, create_room(server), "ann");
    const auto ended = run({"token", "inspect", token, "--token-key-file", files.path_of("b")});
    CHECK(ended.status == 1);
    CHECK(ended.output == "");
    CHECK(ended.errors.find(token) == std::string::npos);
    CHECK(run({"token", "inspect", "nonsense", "--token-key-file", files.path_of("a")}).status ==
          1);
}

TEST_CASE("token inspect does not create a missing key file") {
    const scratch_directory files;
    const auto ended = run({"token", "inspect", "x", "--token-key-file", files.path_of("key")});
    CHECK(ended.status == 2);
    CHECK(ended.errors.find(files.path_of("key")) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(files.path_of("key")));
}

TEST_CASE("a new key file is readable by its owner only") {
    const scratch_directory files;
    const server_process server{{"--token-key-file", files.path_of("key")}};
    struct stat about {};
    REQUIRE(::stat(files.path_of("key").c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
}

TEST_CASE("tokens survive a restart with a key file") {
    const scratch_directory files;
    const json rooms{{"rooms", {{{"arn", demo_room}}}}};
    const arguments given{"--token-key-file", files.path_of("key"), "--seed",
                          files.write("seed.json", rooms.dump())};
    server_process before{given};
    const auto token = create_token(before, demo_room, "ann");
    CHECK(before.stop() == 0);
    const server_process after{given};
    chat_client ann{after.port(), token};
    ann.send(send_message("I am back"));
    CHECK(ann.receive().at("Sender").at("UserId") == "ann");
}

TEST_CASE("tokens do not survive a restart without a key file") {
    const scratch_directory files;
    const json rooms{{"rooms", {{{"arn", demo_room}}}}};
    const arguments given{"--seed", files.write("seed.json", rooms.dump())};
    server_process before{given};
    const auto token = create_token(before, demo_room, "ann");
    CHECK(before.stop() == 0);
    const server_process after{given};
    CHECK(refused_handshake(after.port(), {.token = token}).status == 403);
}
