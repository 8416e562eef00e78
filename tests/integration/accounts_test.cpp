// The account and the region of a caller come from the request's credential. (Signatures themselves
// are tested in tests/unit/crypto and tests/sdk.)
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <ctime>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

// As in X-Amz-Date. Strict authentication refuses requests that are older than some minutes.
std::string amazon_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::string text(16, ' ');
    std::strftime(text.data(), text.size() + 1, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

header_list signed_by(std::string_view access_key, std::string_view region = "us-east-1") {
    const std::string signature(64, '0');
    const auto date = amazon_date();
    return {{"X-Amz-Date", date},
            {"Authorization",
             "AWS4-HMAC-SHA256 Credential=" + std::string{access_key} + "/" + date.substr(0, 8) +
                 "/" + std::string{region} +
                 "/ivschat/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + signature}};
}

std::string new_room(const server_process& server, const header_list& headers) {
    return post(server.port(), "/CreateRoom", "{}", headers).json().at("arn");
}

int status_of(const server_process& server, const std::string& room, const header_list& headers) {
    return post(server.port(), "/GetRoom", json{{"identifier", room}}.dump(), headers).status;
}

} // namespace

TEST_CASE("a twelve-digit access key is an account and sees only its own rooms") {
    const server_process server;
    const auto ours = signed_by("111111111111");
    const auto theirs = signed_by("222222222222");
    const auto room = new_room(server, ours);
    CHECK(room.starts_with("arn:aws:ivschat:us-east-1:111111111111:room/"));
    CHECK(status_of(server, room, ours) == 200);
    CHECK(status_of(server, room, theirs) == 404);
    CHECK(post(server.port(), "/ListRooms", "{}", theirs).json().at("rooms").empty());
    const auto request = token_request(room, "ann").dump();
    CHECK(post(server.port(), "/CreateChatToken", request, theirs).status == 404);
    CHECK(post(server.port(), "/DeleteRoom", json{{"identifier", room}}.dump(), theirs).status ==
          404);
    CHECK(status_of(server, room, ours) == 200);
}

TEST_CASE("a request with any other key, or none, finds the rooms of every account") {
    const server_process server{{"--account", "333333333333"}};
    const auto room = new_room(server, signed_by("111111111111"));
    CHECK(status_of(server, room, signed_by("AKIDEXAMPLE")) == 200);
    CHECK(status_of(server, room, {}) == 200);
    CHECK(new_room(server, {}).find(":333333333333:") != std::string::npos);
    CHECK(new_room(server, signed_by("AKIDEXAMPLE")).find(":333333333333:") != std::string::npos);
}

TEST_CASE("a room of another region is not found") {
    const server_process server;
    const auto room = new_room(server, signed_by("AKIDEXAMPLE", "eu-west-1"));
    CHECK(room.starts_with("arn:aws:ivschat:eu-west-1:"));
    CHECK(status_of(server, room, signed_by("AKIDEXAMPLE", "eu-west-1")) == 200);
    CHECK(status_of(server, room, signed_by("AKIDEXAMPLE", "us-east-1")) == 404);
    CHECK(status_of(server, room, {}) == 200);
}

TEST_CASE("lenient authentication accepts a wrong signature but no malformed header") {
    const server_process server;
    CHECK(post(server.port(), "/CreateRoom", "{}", signed_by("AKIDEXAMPLE")).status == 200);
    const auto reply = post(server.port(), "/CreateRoom", "{}",
                            {{"Authorization", "AWS4-HMAC-SHA256 Credential=x"}});
    CHECK(reply.status == 403);
    CHECK(reply.error() == "IncompleteSignatureException");
}

TEST_CASE("strict authentication requires a right signature") {
    const server_process server{{"--auth", "strict", "--credentials", "AKIDEXAMPLE:secret"}};
    struct {
        std::string name;
        header_list headers;
        std::string error;
    } const rows[] = {
        {"none", {}, "MissingAuthenticationTokenException"},
        {"another key", signed_by("AKIDOTHER"), "UnrecognizedClientException"},
        {"a wrong one", signed_by("AKIDEXAMPLE"), "InvalidSignatureException"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto reply = post(server.port(), "/CreateRoom", "{}", row.headers);
        CHECK(reply.status == 403);
        CHECK(reply.error() == row.error);
    }
    // Containers that check health do not sign.
    CHECK(get(server.port(), "/_ivschat/health/ready").status == 200);
}

TEST_CASE("--auto-create-rooms creates unknown rooms on first use") {
    const server_process server{{"--auto-create-rooms"}};
    auto ann = join(server, unknown_room, "ann");
    ann.send(send_message("first"));
    CHECK(ann.receive().at("Content") == "first");
    CHECK(status_of(server, std::string{unknown_room}, {}) == 200);
}
