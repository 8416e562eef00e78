#include "faults/holds.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <doctest/doctest.h>

#include <vector>

using namespace ivschat;
using namespace std::chrono_literals;
using faults::hold_end;

namespace {

constexpr faults::hold delay_of_an_hour{.duration = 1h};
constexpr faults::hold stall{.duration = std::nullopt, .ends_with_rules = true};

struct peer final : runtime::close_notifier {
    std::function<void()> on_close;

private:
    void start(std::function<void()> handler) override { on_close = std::move(handler); }
    void stop() override { on_close = nullptr; }
};

struct holding {
    void begin(faults::hold what, std::string room_arn = "lobby", peer* from = nullptr) {
        runtime::asio::co_spawn(
            io,
            [this, what, room_arn = std::move(room_arn), from]() -> runtime::awaitable<void> {
                ended.push_back(co_await holds.wait(what, room_arn, from));
            },
            runtime::asio::detached);
        io.poll();
    }

    runtime::asio::io_context io;
    // Without it, a poll that runs out of work would stop the context.
    runtime::asio::executor_work_guard<runtime::executor> work{io.get_executor()};
    faults::holds holds{io.get_executor()};
    std::vector<hold_end> ended;
};

} // namespace

TEST_CASE("a hold ends after its duration") {
    holding it;
    it.begin({.duration = 0ns});
    CHECK(it.ended == std::vector{hold_end::elapsed});
    it.begin(stall);
    CHECK(it.ended.size() == 1);
}

TEST_CASE("a change of the rules ends the holds that end with them, and no later ones") {
    holding it;
    it.begin(delay_of_an_hour);
    it.begin(stall);
    it.holds.on_rules_changed();
    it.begin(stall);
    CHECK(it.ended == std::vector{hold_end::rules_changed});
}

TEST_CASE("a reset of a room ends that room's holds only") {
    holding it;
    it.begin(delay_of_an_hour, "lobby");
    it.begin(stall, "attic");
    it.holds.on_reset("attic");
    it.begin(stall, "attic");
    CHECK(it.ended == std::vector{hold_end::reset});
}

TEST_CASE("a reset of everything ends all holds, and no later ones") {
    holding it;
    it.begin(delay_of_an_hour);
    it.begin(stall, "attic");
    it.begin(stall, "");
    it.holds.on_reset("");
    it.begin(stall);
    CHECK(it.ended == std::vector{hold_end::reset, hold_end::reset, hold_end::reset});
}

TEST_CASE("a reset counts for a hold whose time is over but that has not gone on") {
    holding it;
    it.begin({.duration = 1ns});
    REQUIRE(it.ended.size() == 1);
    runtime::asio::co_spawn(
        it.io,
        [&]() -> runtime::awaitable<void> {
            it.ended.push_back(co_await it.holds.wait({.duration = 0ns}, "lobby"));
        },
        runtime::asio::detached);
    it.io.poll_one(); // begins the wait
    it.holds.on_reset("lobby");
    it.io.poll();
    CHECK(it.ended.back() == hold_end::reset);
}

TEST_CASE("rules that change with a reset do not let go on what the reset has ended") {
    holding it;
    it.begin(stall);
    it.holds.on_reset("");
    it.holds.on_rules_changed();
    it.io.poll();
    CHECK(it.ended == std::vector{hold_end::reset});
}

TEST_CASE("closed holds end at once, those to come too") {
    holding it;
    it.begin(delay_of_an_hour);
    it.holds.close();
    it.begin(stall);
    CHECK(it.ended == std::vector{hold_end::shutdown, hold_end::shutdown});
}

TEST_CASE("a hold ends when its peer closes the connection, and others go on") {
    peer ann;
    peer bob;
    holding it; // destroyed first: its coroutines refer to the peers
    it.begin(delay_of_an_hour, "lobby", &ann);
    it.begin(stall, "lobby", &bob);
    REQUIRE(bob.on_close);
    bob.on_close();
    it.io.poll();
    CHECK(it.ended == std::vector{hold_end::peer_closed});
    CHECK_FALSE(bob.on_close);
    CHECK(ann.on_close);
}
