#include "runtime/cancellable_delays.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <doctest/doctest.h>

using namespace ivschat;
using namespace std::chrono_literals;

namespace {

using length = std::optional<std::chrono::nanoseconds>;

runtime::awaitable<void> wait(runtime::cancellable_delays& delays, length how_long, int& ended) {
    co_await delays.wait(how_long);
    ++ended;
}

struct waiting {
    void begin(length how_long) {
        runtime::asio::co_spawn(io, wait(delays, how_long, ended), runtime::asio::detached);
        io.poll();
    }

    runtime::asio::io_context io;
    // Without it, a poll that runs out of work would stop the context.
    runtime::asio::executor_work_guard<runtime::executor> work{io.get_executor()};
    runtime::cancellable_delays delays{io.get_executor()};
    int ended = 0;
};

} // namespace

TEST_CASE("all delays can be ended together, including those without a length") {
    waiting it;
    it.begin(1h);
    it.begin(2h);
    it.begin(std::nullopt);
    CHECK(it.ended == 0);
    it.delays.end_all();
    it.io.poll();
    CHECK(it.ended == 3);
}

TEST_CASE("a delay ends after its length") {
    waiting it;
    it.begin(0ns);
    CHECK(it.ended == 1);
    it.begin(std::nullopt);
    CHECK(it.ended == 1);
    it.delays.end_all();
    it.io.poll();
    CHECK(it.ended == 2);
}

TEST_CASE("end_all does not affect later delays") {
    waiting it;
    it.delays.end_all();
    it.begin(1h);
    CHECK(it.ended == 0);
    it.delays.end_all();
    it.begin(1h);
    CHECK(it.ended == 1);
    it.delays.end_all();
    it.io.poll();
    CHECK(it.ended == 2);
}

TEST_CASE("closed delays end at once, those to come too") {
    waiting it;
    it.begin(1h);
    it.delays.close();
    it.io.poll();
    CHECK(it.ended == 1);
    it.begin(std::nullopt);
    CHECK(it.ended == 2);
}
