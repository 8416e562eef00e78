// A reset is a barrier: what began before it has no effect after its reply. What it makes of
// tokens, numbers and the state is in reset_state_test.cpp.
#include "integration/support/hung_handler.hpp"
#include "integration/support/reset_stage.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

constexpr std::array thread_counts{"1", "2"};

// Completes when so many hits of rules are in the journal.
void wait_for_faults(const server_process& server, int count) {
    const json wait = {{"kind", "fault"}, {"count", count}, {"within", "PT10S"}};
    REQUIRE(control(server.port(), "journal/wait", wait).status == 200);
}

json control_stall(const std::string& operation) {
    return {{"match", {{"plane", "control"}, {"operation", operation}}},
            {"effect", {{"stall", json::object()}}}};
}

} // namespace

TEST_CASE("a call that a rule holds ends with an error, and does nothing") {
    reset_stage it;
    for (const json& options : {json::object(), json{{"connections", "keep"}}}) {
        CAPTURE(options.dump());
        set_rules(*it.server, json::array({control_stall("CreateRoom")}));
        http_client caller{it.server->port()};
        caller.send(write_request("POST", "/CreateRoom", "{}"));
        wait_for_faults(*it.server, 1);
        reset(*it.server, options);
        const auto reply = caller.read_reply();
        CHECK(reply.status == 503);
        CHECK(reply.error() == "ServiceUnavailable");
        CHECK(reply.body.find("reset") != std::string::npos);
        CHECK(get(it.server->port(), "/_ivschat/state").json().at("rooms").size() == 1);
        CHECK(journal_entries(*it.server).empty());
    }
}

TEST_CASE("a reset of a room ends what is held in that room only") {
    reset_stage it;
    const auto other = create_room(*it.server);
    set_rules(*it.server, json::array({control_stall("SendEvent")}));
    http_client here{it.server->port()};
    http_client there{it.server->port()};
    const auto event = [](std::string_view room) {
        return write_request("POST", "/SendEvent",
                             json{{"roomIdentifier", room}, {"eventName", "e"}}.dump());
    };
    here.send(event(demo_room));
    wait_for_faults(*it.server, 1);
    there.send(event(other));
    wait_for_faults(*it.server, 2);
    reset(*it.server, {{"room", demo_room}});
    CHECK(here.read_reply().status == 503);
    set_rules(*it.server, json::array());
    CHECK(there.read_reply().status == 200);
    CHECK(journal_entries(*it.server, "?operation=SendEvent&kind=api_call").size() == 1);
}

TEST_CASE("a handshake that a rule holds is refused, and opens nothing") {
    reset_stage it;
    set_rules(*it.server,
              {{{"match", {{"plane", "handshake"}}}, {"effect", {{"stall", json::object()}}}}});
    const auto token = create_token(*it.server, demo_room, "ann");
    http_client caller{it.server->port()};
    caller.send(write_handshake({.token = token}));
    wait_for_faults(*it.server, 1);
    reset(*it.server);
    CHECK(caller.read_reply().status == 503);
    CHECK(get(it.server->port(), "/_ivschat/sessions").json().at("sessions").empty());
    CHECK(journal_entries(*it.server).empty());
}

TEST_CASE("a message under review is not delivered after a reset") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        const hung_handler handler;
        reset_stage it{
            {"--lambda-endpoint", handler.url(), "--review-timeout", "1m", "--threads", threads},
            {{"messageReviewHandler",
              {{"uri", "arn:aws:lambda:us-east-1:123456789012:function:review"},
               {"fallbackResult", "ALLOW"}}}}};
        auto ann = it.join("ann");
        ann.send(send_message("under review"));
        const json wait = {{"kind", "inbound"}, {"within", "PT10S"}};
        REQUIRE(control(it.server->port(), "journal/wait", wait).status == 200);
        const auto report = reset(*it.server, {{"connections", "keep"}});
        CHECK(report.at("reviewsAborted") == 1);
        CHECK(report.at("callsUnfinished") == 0);
        const json event{{"roomIdentifier", demo_room}, {"eventName", "next"}};
        CHECK(post(it.server->port(), "/SendEvent", event.dump()).status == 200);
        CHECK(ann.receive().at("EventName") == "next");
        const auto metrics = get(it.server->port(), "/_ivschat/metrics").body;
        CHECK(metrics.find("ivschat_reviews_under_way 0") != std::string::npos);
    }
}

TEST_CASE("connections that are kept bring nothing of before over a reset") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        reset_stage it{{"--threads", threads}};
        auto reader = it.join("reader");
        auto sender = it.join("sender");
        // The first message is held by a rule, the second behind it in the socket.
        set_rules(*it.server, {{{"match", {{"plane", "messaging"}, {"user", "sender"}}},
                                {"effect", {{"stall", json::object()}}}}});
        sender.send(send_message("held"));
        wait_for_faults(*it.server, 1);
        sender.send(send_message("behind it"));
        reset(*it.server, {{"connections", "keep"}});
        it.check_next(reader);
        CHECK(sender.receive().at("Content") == "next");
        sender.send(send_message("new"));
        CHECK(reader.receive().at("Content") == "new");
        const auto seen = journal_entries(*it.server, "?kind=inbound");
        CHECK(seen.size() == 2);
    }
}

TEST_CASE("frames that a rule delays are not delivered after a reset") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        reset_stage it{{"--threads", threads}};
        auto reader = it.join("reader");
        auto sender = it.join("sender");
        set_rules(*it.server, {{{"match", {{"plane", "delivery"}, {"user", "reader"}}},
                                {"effect", {{"delay", "PT600S"}}}}});
        sender.send(send_message("delayed"));
        CHECK(sender.receive().at("Content") == "delayed");
        reset(*it.server, {{"connections", "keep"}});
        it.check_next(reader);
    }
}

TEST_CASE("a kept connection has its whole rate again") {
    reset_stage it;
    auto ann = it.join("ann");
    const auto exhaust = [&] {
        int sent = 0;
        for (bool is_limited = false; !is_limited; ++sent) {
            ann.send(send_message("x"));
            is_limited = ann.receive().at("Type") == "ERROR";
        }
        return sent;
    };
    CHECK(control(it.server->port(), "clock", json::parse(R"({"freeze":true})")).status == 200);
    CHECK(exhaust() > 1);
    reset(*it.server, {{"connections", "keep"}});
    ann.send(send_message("again"));
    CHECK(ann.receive().at("Type") == "MESSAGE");
}

TEST_CASE("a wait for the journal ends with an error when the server is reset") {
    reset_stage it;
    http_client waiting{it.server->port()};
    const json wait = {{"kind", "close"}, {"within", "PT1M"}};
    waiting.send(write_control("journal/wait", wait));
    // A second wait on the same connection order: the first is registered once this one is done.
    REQUIRE(control(it.server->port(), "journal/wait", {{"kind", "close"}, {"within", "PT0S"}})
                .status == 200);
    reset(*it.server);
    const auto reply = waiting.read_reply();
    CHECK(reply.status == 503);
    CHECK(reply.body.find("reset") != std::string::npos);
}

TEST_CASE("a connection that does not read is cut by a reset, and delays nothing") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        reset_stage it{{"--threads", threads}};
        chat_client stuck{it.server->port(),
                          {.token = create_token(*it.server, demo_room, "stuck"),
                           .options = {.receive_buffer = 4096, .segment_size = 536}}};
        auto speaker = it.join("speaker");
        const json big = send_message(std::string(500, '\x01'),
                                      {{"Attributes", {{"a", std::string(1023, '\x01')}}}});
        // Until the kernel's buffers are full and stay so, although they may grow for a while.
        for (int stuck_in_a_row = 0; stuck_in_a_row < 50;) {
            speaker.send(big);
            speaker.receive_text();
            const auto clock = control(it.server->port(), "clock", {{"advance", "PT1S"}}).json();
            const bool is_stuck = clock.contains("stuck") && clock.at("stuck") == json{1};
            stuck_in_a_row = is_stuck ? stuck_in_a_row + 1 : 0;
        }
        const auto report = reset(*it.server);
        CHECK(report.at("connectionsClosed") == 2);
        CHECK(report.at("connectionsCut") == 1);
        CHECK(speaker.skip_to_closing().code == 1001);
    }
}

TEST_CASE("session calls do not wait for a connection that does not read") {
    reset_stage it;
    chat_client stuck{it.server->port(),
                      {.token = create_token(*it.server, demo_room, "stuck"),
                       .options = {.receive_buffer = 4096, .segment_size = 536}}};
    const json big{{"text", std::string(1U << 20U, 'x')}};
    http_reply reply;
    do {
        reply = control(it.server->port(), "sessions/1/send", big);
        REQUIRE(reply.status == 200);
    } while (reply.body == "{}");
    CHECK(reply.json().at("stuck") == json{1});
    CHECK(control(it.server->port(), "sessions/1/close", json::object()).body == "{}");
    CHECK(control(it.server->port(), "sessions/1/close", json::object()).status == 404);
}
