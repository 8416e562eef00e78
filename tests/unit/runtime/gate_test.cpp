#include "runtime/gate.hpp"

#include "runtime/event_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <optional>

using namespace ivschat;
using namespace std::chrono_literals;

namespace {

struct gate_fixture {
    void start_waiting(std::chrono::milliseconds timeout) {
        runtime::asio::co_spawn(loop.get_executor(), wait(timeout), runtime::asio::detached);
        loop.restart();
        loop.poll();
    }
    runtime::awaitable<void> wait(std::chrono::milliseconds timeout) {
        was_empty = co_await gate.wait_empty(std::chrono::steady_clock::now() + timeout);
    }

    runtime::event_loop loop;
    runtime::gate gate{loop.get_executor()};
    std::optional<bool> was_empty;
};

} // namespace

TEST_CASE_FIXTURE(gate_fixture, "a gate that nobody holds is empty at once") {
    start_waiting(1h);
    CHECK(was_empty == true);
}

TEST_CASE_FIXTURE(gate_fixture, "a gate is empty when its last holder is gone") {
    std::optional<runtime::gate::holder> first{gate};
    std::optional<runtime::gate::holder> second{gate};
    start_waiting(1h);
    CHECK(gate.count() == 2);
    first.reset();
    loop.poll();
    CHECK_FALSE(was_empty);
    second.reset();
    loop.poll();
    CHECK(was_empty == true);
}

TEST_CASE_FIXTURE(gate_fixture, "a holder that was moved holds the gate once") {
    std::optional<runtime::gate::holder> holder{gate};
    {
        const auto moved = *std::move(holder);
        CHECK(gate.count() == 1);
    }
    CHECK(gate.count() == 0);
    holder.reset();
    CHECK(gate.count() == 0);
}

TEST_CASE_FIXTURE(gate_fixture, "waiting for an empty gate ends at the deadline") {
    const runtime::gate::holder holder{gate};
    start_waiting(0ms);
    CHECK(was_empty == false);
}

TEST_CASE_FIXTURE(gate_fixture, "a gate that was waited for in vain can be waited for again") {
    std::optional<runtime::gate::holder> holder{gate};
    start_waiting(0ms);
    CHECK(was_empty == false);
    start_waiting(1h);
    holder.reset();
    loop.poll();
    CHECK(was_empty == true);
}

TEST_CASE_FIXTURE(gate_fixture, "a closed gate tells so and still counts") {
    CHECK_FALSE(gate.is_closed());
    gate.close();
    CHECK(gate.is_closed());
    const runtime::gate::holder holder{gate};
    CHECK(gate.count() == 1);
}

TEST_CASE("a loop that is abandoned destroys its coroutines while their gate still exists") {
    runtime::event_loop loop;
    runtime::gate gate{loop.get_executor()};
    runtime::steady_timer timer{loop.get_executor(), 1h};
    const auto hold = [](runtime::gate::holder,
                         runtime::steady_timer& until) -> runtime::awaitable<void> {
        co_await until.async_wait(runtime::use_nothrow_awaitable);
    };
    runtime::asio::co_spawn(loop.get_executor(), hold(runtime::gate::holder{gate}, timer),
                            runtime::asio::detached);
    loop.poll();
    CHECK(gate.count() == 1);
    loop.abandon();
    CHECK(gate.count() == 0);
}
