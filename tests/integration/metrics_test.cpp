// The counts on the metrics page, which are exact.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <charconv>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

std::string read_metrics(const server_process& server) {
    const auto reply = get(server.port(), "/_ivschat/metrics");
    REQUIRE(reply.status == 200);
    return reply.body;
}

// The value of the sample with this name and these labels; -1 if there is none.
double value_of(const std::string& page, std::string_view sample) {
    const auto line = "\n" + std::string{sample} + " ";
    const auto found = page.find(line);
    if (found == std::string::npos) return -1;
    double value = -1;
    std::from_chars(page.data() + found + line.size(), page.data() + page.size(), value);
    return value;
}

struct expectation {
    std::string_view sample;
    double value;
};

void check_page(const std::string& page, std::initializer_list<expectation> expected) {
    for (const auto& each : expected) {
        CAPTURE(each.sample);
        CHECK(value_of(page, each.sample) == each.value);
    }
}

// Nine kilobytes as a frame: in JSON each of these characters takes six bytes.
json big_message() {
    return send_message(std::string(500, '\x01'),
                        {{"Attributes", {{"a", std::string(1023, '\x01')}}}});
}

chat_client join_as_slow_reader(const server_process& server, std::string_view room) {
    return {server.port(),
            {.token = create_token(server, room, "slow"),
             .options = {.receive_buffer = 4096, .segment_size = 536}}};
}

void fill_room(const server_process& server, std::string_view room) {
    for (int speaker = 0; speaker < 8; ++speaker) {
        auto ann = join(server, room, "ann");
        for (int i = 0; i < 10; ++i) {
            ann.send(big_message());
            CHECK(ann.receive().at("Type") == "MESSAGE");
        }
    }
}

} // namespace

TEST_CASE("requests of the control plane are counted by operation, including refused ones") {
    const server_process server;
    const auto room = create_room(server);
    create_room(server);
    CHECK(post(server.port(), "/CreateRoom", R"({"name":5})").status == 400);
    CHECK(post(server.port(), "/GetRoom", json{{"identifier", room}}.dump()).status == 200);
    CHECK(post(server.port(), "/GetRoom", json{{"identifier", unknown_room}}.dump()).status == 404);
    CHECK(post(server.port(), "/Nothing", "{}").status == 404);
    CHECK(get(server.port(), "/_ivschat/health/live").status == 200);
    const auto page = read_metrics(server);
    check_page(page, {
                         {R"(aws_ivschat_requests_total{action="CreateRoom"})", 3},
                         {R"(aws_ivschat_requests_total{action="GetRoom"})", 2},
                         {R"(aws_ivschat_requests_total{action="DeleteRoom"})", 0},
                         {R"(ivschat_request_duration_seconds_count{operation="CreateRoom"})", 3},
                         {R"(ivschat_request_duration_seconds_count{operation="none"})", 1},
                         {R"(ivschat_request_errors_total{operation="CreateRoom",class="4xx"})", 1},
                         {R"(ivschat_request_errors_total{operation="GetRoom",class="4xx"})", 1},
                         {R"(ivschat_request_errors_total{operation="none",class="4xx"})", 1},
                         {R"(ivschat_request_errors_total{operation="none",class="5xx"})", 0},
                         {"ivschat_rooms", 2},
                     });
    CHECK(value_of(page, R"(ivschat_request_duration_seconds_sum{operation="CreateRoom"})") > 0);
    CHECK(value_of(page, R"(ivschat_connections{protocol="http"})") >= 1);
}

TEST_CASE("requests are counted by action, deliveries by receiver") {
    const server_process server;
    const auto room = create_room(server);
    auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});
    auto viewer = join(server, room, "viewer");
    auto elsewhere = join(server, create_room(server), "other");
    for (int i = 0; i < 3; ++i) {
        moderator.send(send_message("hello"));
        moderator.receive();
        viewer.receive();
    }
    elsewhere.send(send_message("alone"));
    elsewhere.receive();
    moderator.send_text("not JSON");
    moderator.receive();
    viewer.send(send_message(""));
    viewer.receive();
    moderator.send({{"Action", "DELETE_MESSAGE"}, {"Id", "M2YcHkgffEvU"}});
    moderator.receive();
    viewer.receive();
    CHECK(post(server.port(), "/SendEvent",
               json{{"roomIdentifier", room}, {"eventName", "goal"}}.dump())
              .status == 200);
    moderator.receive();
    viewer.receive();
    moderator.send({{"Action", "DISCONNECT_USER"}, {"UserId", "viewer"}});
    moderator.receive();
    viewer.receive();
    check_page(read_metrics(server),
               {
                   {"aws_ivschat_concurrent_chat_connections", 2},
                   {"aws_ivschat_messaging_requests_total", 8},
                   {R"(aws_ivschat_requests_total{action="SEND_MESSAGE"})", 5},
                   {R"(aws_ivschat_requests_total{action="DELETE_MESSAGE"})", 1},
                   {R"(aws_ivschat_requests_total{action="DISCONNECT_USER"})", 1},
                   {R"(aws_ivschat_requests_total{action="SendEvent"})", 1},
                   {R"(aws_ivschat_requests_total{action="CreateChatToken"})", 3},
                   {R"(aws_ivschat_deliveries_total{action="SEND_MESSAGE"})", 7},
                   {R"(aws_ivschat_deliveries_total{action="DELETE_MESSAGE"})", 2},
                   {R"(aws_ivschat_deliveries_total{action="DISCONNECT_USER"})", 2},
                   {R"(aws_ivschat_deliveries_total{action="SEND_EVENT"})", 2},
                   {"aws_ivschat_messaging_deliveries_total", 13},
                   {R"(ivschat_handshakes_total{status="101"})", 3},
                   {"ivschat_slow_readers_closed_total", 0},
                   {"ivschat_send_queue_bytes", 0},
               });
}

TEST_CASE("handshakes are counted by the status of their reply") {
    const server_process server;
    const auto room = create_room(server);
    const auto token = create_token(server, room, "ann");
    chat_client open{server.port(), token};
    CHECK(refused_handshake(server.port(), {.token = token}).status == 401);
    CHECK(refused_handshake(server.port(), {}).status == 401);
    CHECK(refused_handshake(server.port(), {.token = "nonsense"}).status == 403);
    check_page(read_metrics(server), {
                                         {"aws_ivschat_concurrent_chat_connections", 1},
                                         {R"(ivschat_connections{protocol="websocket"})", 1},
                                         {R"(ivschat_handshakes_total{status="101"})", 1},
                                         {R"(ivschat_handshakes_total{status="401"})", 2},
                                         {R"(ivschat_handshakes_total{status="403"})", 1},
                                     });
    open.close();
    check_page(read_metrics(server), {{"aws_ivschat_concurrent_chat_connections", 0}});
}

TEST_CASE("the send queue of a slow reader is on the page, and so is its closing") {
    SUBCASE("while it may wait") {
        const server_process server{{"--send-queue", "4mb"}};
        const auto room = create_room(server);
        const auto slow = join_as_slow_reader(server, room);
        fill_room(server, room);
        const auto page = read_metrics(server);
        CHECK(value_of(page, "ivschat_send_queue_bytes") > 100'000);
        CHECK(value_of(page, "ivschat_slow_readers_closed_total") == 0);
    }
    SUBCASE("once it has fallen behind") {
        const server_process server{{"--send-queue", "64kb"}};
        const auto room = create_room(server);
        const auto slow = join_as_slow_reader(server, room);
        fill_room(server, room);
        const auto page = read_metrics(server);
        CHECK(value_of(page, "ivschat_slow_readers_closed_total") == 1);
        CHECK(value_of(page, "ivschat_send_queue_bytes") < 65'536);
    }
}

TEST_CASE("a reply's time includes writing its change to disk") {
    const scratch_directory data;
    const server_process server{{"--data-dir", data.path_of("state")}};
    create_room(server);
    const auto page = read_metrics(server);
    check_page(page, {{R"(ivschat_request_duration_seconds_count{operation="CreateRoom"})", 1},
                      {R"(ivschat_request_errors_total{operation="CreateRoom",class="5xx"})", 0}});
}

TEST_CASE("metrics are served to GET only, in Prometheus's format") {
    const server_process server;
    const auto page = get(server.port(), "/_ivschat/metrics");
    CHECK(page.status == 200);
    CHECK(page.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    const auto refused =
        post(server.port(), "/_ivschat/metrics", "{}", {{"Content-Type", "application/json"}});
    CHECK(refused.status == 405);
    CHECK(refused.header("Allow") == "GET");
    CHECK(get(server.port(), "/_ivschat/metrics/").status == 404);
    CHECK(get(server.port(), "/_ivschat/metrics?a=b").status == 200);
}
