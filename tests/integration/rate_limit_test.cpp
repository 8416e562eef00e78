// Rates: ten requests a second for each connection, and the message rate that a room sets.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

std::string numbered(int i) { return "r" + std::to_string(i); }

// Sends all at once, so that the bucket does not refill; it gains a token each tenth of a second.
template <class Request>
void send_burst(chat_client& client, int count, Request request) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += write_frame({.payload = request(i)});
    client.bytes().send(bytes);
}

} // namespace

TEST_CASE("more than ten requests at once exceed a connection's rate") {
    const server_process server;
    auto ann = join(server, create_room(server), "ann");
    send_burst(ann, 20, [](int i) {
        return send_message("a", {{"RequestId", numbered(i)}}).dump();
    });
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
        CAPTURE(i);
        const auto answer = ann.receive();
        CHECK(answer.at("RequestId") == numbered(i));
        if (answer.at("Type") == "MESSAGE") continue;
        ++refused;
        CHECK(i >= 10);
        CHECK(answer.at("ErrorCode") == 429);
        CHECK(answer.at("ErrorMessage") == "rate limit exceeded");
    }
    CHECK(refused > 0);
}

TEST_CASE("the eleventh request of a burst is refused, whatever its action") {
    const server_process server;
    auto ann = join(server, create_room(server), "ann", {{"capabilities", every_capability}});
    send_burst(ann, 11, [](int i) -> std::string {
        json request = send_message("a");
        if (i == 0) return "not JSON";
        if (i == 1) request = {{"Action", "UNHEARD_OF"}};
        if (i == 2) request = {{"Action", "DELETE_MESSAGE"}, {"Id", "M2YcHkgffEvU"}};
        if (i == 3) request = {{"Action", "DISCONNECT_USER"}, {"UserId", "nobody"}};
        request["RequestId"] = numbered(i);
        return request.dump();
    });
    for (int i = 0; i < 10; ++i) {
        CAPTURE(i);
        const auto answer = ann.receive();
        CHECK(answer.value("ErrorCode", 0) == (i < 2 ? 400 : 0));
    }
    const auto last = ann.receive();
    CHECK(last.at("ErrorCode") == 429);
    CHECK(last.at("RequestId") == "r10");
}

TEST_CASE("each connection has its own rate, even if they belong to one user") {
    const server_process server;
    const auto room = create_room(server);
    auto phone = join(server, room, "ann");
    auto laptop = join(server, room, "ann");
    for (auto* client : {&phone, &laptop}) {
        send_burst(*client, 10, [](int) { return send_message("a").dump(); });
    }
    for (int i = 0; i < 20; ++i) CHECK(laptop.receive().at("Type") == "MESSAGE");
}

TEST_CASE("a room with a rate of one message a second refuses the second") {
    const server_process server;
    const auto room = create_room(server, {{"maximumMessageRatePerSecond", 1}});
    auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
    auto bob = join(server, room, "bob");
    send_burst(ann, 2, [](int i) {
        return send_message("a", {{"RequestId", numbered(i)}}).dump();
    });
    CHECK(ann.receive().at("Type") == "MESSAGE");
    const auto error = ann.receive();
    CHECK(error.at("ErrorCode") == 429);
    CHECK(error.at("ErrorMessage") == "rate limit exceeded");
    CHECK(error.at("RequestId") == "r1");
    CHECK(bob.receive().at("RequestId") == "r0");
    // The room's rate covers all senders together, but messages only.
    ann.send({{"Action", "DELETE_MESSAGE"}, {"Id", "M2YcHkgffEvU"}});
    CHECK(bob.receive().at("EventName") == "aws:DELETE_MESSAGE");
}

TEST_CASE("a message that is refused does not count against the room") {
    const server_process server;
    const auto room =
        create_room(server, {{"maximumMessageRatePerSecond", 1}, {"maximumMessageLength", 3}});
    auto ann = join(server, room, "ann");
    send_burst(ann, 2, [](int i) { return send_message(i == 0 ? "too long" : "ok").dump(); });
    CHECK(ann.receive().at("ErrorCode") == 400);
    CHECK(ann.receive().at("Type") == "MESSAGE");
}

TEST_CASE("a connection may send again once its bucket has refilled") {
    const server_process server;
    const auto room = create_room(server, {{"maximumMessageRatePerSecond", 100}});
    auto ann = join(server, room, "ann");
    send_burst(ann, 15, [](int) { return send_message("a").dump(); });
    for (int i = 0; i < 15; ++i) CHECK(ann.receive().contains("Type"));
    // That takes a tenth of a second. Refused requests do not count, so just try again.
    const deadline until;
    json answer;
    do {
        ann.send(send_message("again"));
        answer = ann.receive();
    } while (answer.at("Type") == "ERROR" && until.milliseconds_left() > 0);
    CHECK(answer.at("Content") == "again");
}
