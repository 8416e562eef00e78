#include "runtime/one_shot_timer.hpp"

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace ivschat;
using namespace std::chrono_literals;
using runtime::one_shot_timer;

namespace {

// Runs handlers until the timer's time has come and its completion is queued behind `then`.
template <class Then>
void run_when_expired(runtime::asio::io_context& io, Then then) {
    // Both timers are due at once, and completions run in the order in which they were due.
    runtime::steady_timer before{io.get_executor()};
    before.expires_at(runtime::steady_timer::time_point::min());
    before.async_wait([&](const runtime::error_code&) { then(); });
    io.run();
}

} // namespace

TEST_CASE("a timer calls back once") {
    runtime::asio::io_context io;
    one_shot_timer timer{io.get_executor()};
    int calls = 0;
    timer.start(0ns, [&] { ++calls; });
    io.run();
    CHECK(calls == 1);
}

TEST_CASE("a wait that was cancelled after its time had come does not call back") {
    runtime::asio::io_context io;
    one_shot_timer timer{io.get_executor()};
    std::string calls;
    timer.start_at(runtime::steady_timer::time_point::min() + 1ns, [&] { calls += "old "; });
    SUBCASE("and no other wait has begun") {
        run_when_expired(io, [&] { timer.cancel(); });
        CHECK(calls.empty());
    }
    SUBCASE("and a newer wait runs its full time") {
        run_when_expired(io, [&] { timer.start(0ns, [&] { calls += "new "; }); });
        CHECK(calls == "new ");
    }
}

TEST_CASE("a timer that is gone calls nobody") {
    runtime::asio::io_context io;
    auto timer = std::make_unique<one_shot_timer>(io.get_executor());
    bool is_called = false;
    timer->start_at(runtime::steady_timer::time_point::min() + 1ns, [&] { is_called = true; });
    run_when_expired(io, [&] { timer.reset(); });
    CHECK_FALSE(is_called);
}
