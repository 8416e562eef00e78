#include "runtime/cancellable_delays.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <doctest/doctest.h>

using namespace ivschat;
using namespace std::chrono_literals;

namespace {

using length = std::optional<std::chrono::nanoseconds>;

runtime::awaitable<void> wait(runtime::cancellable_delays& pauses, length how_long, int& ended) {
    co_await pauses.wait(how_long);
    ++ended;
}

struct waiting {
    void begin(length how_long) {
        runtime::asio::co_spawn(io, wait(pauses, how_long, ended), runtime::asio::detached);
        io.poll();
    }

    runtime::asio::io_context io;
    // A poll that runs out of work would stop it.
    runtime::asio::executor_work_guard<runtime::executor> work{io.get_executor()};
    runtime::cancellable_delays pauses{io.get_executor()};
    int ended = 0;
};

} // namespace

TEST_CASE("all pauses end early together, the endless ones too") {
    waiting it;
    it.begin(1h);
    it.begin(2h);
    it.begin(std::nullopt);
    CHECK(it.ended == 0);
    it.pauses.end_all();
    it.io.poll();
    CHECK(it.ended == 3);
}

TEST_CASE("a pause ends by itself when its time is over") {
    waiting it;
    it.begin(0ns);
    CHECK(it.ended == 1);
    it.begin(std::nullopt);
    CHECK(it.ended == 1);
    it.pauses.end_all();
    it.io.poll();
    CHECK(it.ended == 2);
}

TEST_CASE("an end ends what waits at that time only") {
    waiting it;
    it.pauses.end_all();
    it.begin(1h);
    CHECK(it.ended == 0);
    it.pauses.end_all();
    it.begin(1h);
    CHECK(it.ended == 1);
    it.pauses.end_all();
    it.io.poll();
    CHECK(it.ended == 2);
}
