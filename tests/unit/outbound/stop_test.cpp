// Exchanges end when the client stops or is destroyed.
#include "full_listener.hpp"
#include "support/result_text.hpp"

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using ivschat::runtime::awaitable;
using kind = http_failure::kind;

namespace {

// Starts an exchange for each phase and runs the loop until each has reached it.
void start_in_every_phase(client_under_test& client, const full_listener& full,
                          const scripted_server& silent, const scripted_server& halting,
                          const std::size_t& halted) {
    REQUIRE(client.send({.where = to(halting), .headers = {}, .body = "first"}));
    for (int i = 0; i < 5; ++i) {
        client.start(full.request());
        client.start(post(silent, "hello"));
        client.start(post(halting, "hello"));
    }
    auto unknown = full.request();
    unknown.where.host = "nowhere.invalid";
    client.run_until([&] { return silent.accepted() == 5 && halted == 5; });
    client.start(unknown);
    client.start(post(silent, "hello"));
}

void check_stopped(const std::vector<outcome>& results, std::size_t count) {
    CHECK(results.size() == count);
    for (const auto& each : results) {
        REQUIRE_FALSE(each);
        CAPTURE(each.error().message);
        CHECK(each.error().what == kind::stopped);
    }
}

struct fixture {
    client_under_test client;
    full_listener full{client.executor()};
    scripted_server silent{client.executor(), send_nothing};
    std::size_t halted = 0;
    scripted_server halting{client.executor(),
                            [this](server_connection& peer, std::size_t number) -> awaitable<void> {
                                const auto request = co_await peer.read_request();
                                if (number == 0) co_await peer.write(reply("first"));
                                if (number == 0) co_await peer.read_request();
                                co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                                ++halted;
                                co_await peer.wait_for_end();
                            }};

    void start() { start_in_every_phase(client, full, silent, halting, halted); }
};

} // namespace

TEST_CASE("stopping ends every exchange at once, and later ones, too") {
    fixture on;
    on.start();
    on.client.client().stop();
    on.client.finish();
    check_stopped(on.client.results(), 17);
    check_stopped({on.client.send(post(on.silent, ""))}, 1);
    on.client.client().stop();
}

TEST_CASE("destroying the client ends its exchanges at once") {
    fixture on;
    on.start();
    on.client.destroy();
    on.client.finish();
    check_stopped(on.client.results(), 17);
}

TEST_CASE("exchanges can be aborted without those of others, on a kept connection and a new one") {
    client_under_test client;
    std::size_t waiting = 0;
    const scripted_server server{
        client.executor(), [&](server_connection& peer, std::size_t number) -> awaitable<void> {
            co_await peer.read_request();
            if (number == 0) co_await peer.write(reply("first"));
            if (number == 0) co_await peer.read_request();
            ++waiting;
            co_await peer.wait_for_end();
        }};
    REQUIRE(client.send(post(server, "")));
    const auto aborted = std::make_shared<ivschat::runtime::connections>();
    const auto others = std::make_shared<ivschat::runtime::connections>();
    for (const auto& group : {aborted, aborted, others}) {
        client.start(client.client().send(
            post(server, ""), std::chrono::steady_clock::now() + long_timeout, 1000, group));
    }
    client.run_until([&] { return waiting == 3; });
    CHECK(aborted->size() == 2);
    aborted->for_each(&ivschat::runtime::connection::abort);
    client.run_until([&] { return aborted->size() == 0; });
    check_stopped(client.results(), 2);
    CHECK(others->size() == 1);
    client.client().stop();
    client.finish();
}

TEST_CASE("an exchange that starts after the client was destroyed ends at once") {
    fixture on;
    auto exchange = on.client.prepare(post(on.silent, ""));
    on.client.destroy();
    on.client.start(std::move(exchange));
    on.client.finish();
    check_stopped(on.client.results(), 1);
    CHECK(on.silent.accepted() == 0);
}

TEST_CASE("the event loop may be destroyed while exchanges run") {
    fixture on;
    on.start();
}

TEST_CASE("a stopped client leaves no work in the event loop") {
    client_under_test client{{.idle_timeout = std::chrono::hours{1}}};
    {
        const scripted_server server{client.executor(), echo};
        for (const auto& reply : client.send_together(3, post(server, "hello"))) CHECK(reply);
    }
    client.client().stop();
    client.run();
}
