#include "core/adjustable_clock.hpp"

#include "chat/rate_limiter.hpp"
#include "chat/used_tokens.hpp"
#include "support/manual_clock.hpp"

#include <doctest/doctest.h>

#include <random>
#include <thread>
#include <vector>

using namespace ivschat;
using namespace std::chrono_literals;
using runtime::timestamp;
using test::manual_clock;

namespace {

constexpr timestamp start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};

struct clocks {
    manual_clock real{start};
    adjustable_clock clock{real};
};

// The system's may be set back while the test runs.
class steady_clock final : public runtime::clock {
public:
    timestamp now() const override { return start + (std::chrono::steady_clock::now() - epoch_); }

private:
    std::chrono::steady_clock::time_point epoch_ = std::chrono::steady_clock::now();
};

} // namespace

TEST_CASE("an untouched clock shows the time of the clock it wraps") {
    clocks it;
    CHECK(it.clock.now() == start);
    it.real.advance(5s);
    CHECK(it.clock.now() == start + 5s);
    CHECK_FALSE(it.clock.is_frozen());
}

TEST_CASE("a frozen clock stands still and goes on from where it stood") {
    clocks it;
    it.clock.freeze();
    CHECK(it.clock.is_frozen());
    it.real.advance(1h);
    CHECK(it.clock.now() == start);
    it.clock.freeze();
    CHECK(it.clock.now() == start);
    it.clock.resume();
    CHECK_FALSE(it.clock.is_frozen());
    CHECK(it.clock.now() == start);
    it.real.advance(1s);
    CHECK(it.clock.now() == start + 1s);
    it.clock.resume();
    CHECK(it.clock.now() == start + 1s);
    CHECK(it.clock.real_time() == start + 1h + 1s);
}

TEST_CASE("a clock advances whether it is frozen or running") {
    for (const bool is_frozen : {false, true}) {
        CAPTURE(is_frozen);
        clocks it;
        if (is_frozen) it.clock.freeze();
        CHECK_FALSE(it.clock.advance(61min));
        CHECK(it.clock.now() == start + 61min);
        CHECK_FALSE(it.clock.set(start + 1000h));
        CHECK(it.clock.now() == start + 1000h);
        it.real.advance(1s);
        CHECK(it.clock.now() == start + 1000h + (is_frozen ? 0s : 1s));
        CHECK(it.clock.is_frozen() == is_frozen);
        CHECK_FALSE(it.clock.advance(0s));
        CHECK_FALSE(it.clock.set(it.clock.now()));
    }
}

TEST_CASE("time does not go backwards, and not beyond what nanoseconds hold") {
    for (const bool is_frozen : {false, true}) {
        CAPTURE(is_frozen);
        clocks it;
        if (is_frozen) it.clock.freeze();
        CHECK((it.clock.set(start - 1ns) == clock_refusal::in_the_past));
        CHECK((it.clock.set(timestamp::min()) == clock_refusal::in_the_past));
        CHECK((it.clock.advance(-1ns) == clock_refusal::in_the_past));
        CHECK((it.clock.set(latest_time + 1ns) == clock_refusal::too_late));
        CHECK((it.clock.set(timestamp::max()) == clock_refusal::too_late));
        CHECK((it.clock.advance(std::chrono::nanoseconds::max()) == clock_refusal::too_late));
        CHECK(it.clock.now() == start);
        CHECK_FALSE(it.clock.set(latest_time));
        CHECK((it.clock.advance(1ns) == clock_refusal::too_late));
    }
}

TEST_CASE("a restart shows the wrapped clock's time again, though that lies in the past") {
    clocks it;
    it.clock.freeze();
    CHECK_FALSE(it.clock.advance(1000h));
    it.clock.restart();
    CHECK_FALSE(it.clock.is_frozen());
    CHECK(it.clock.now() == start);
}

TEST_CASE("whatever is done to a clock, its time never falls") {
    std::mt19937 random{1};
    clocks it;
    auto last = it.clock.now();
    for (int i = 0; i < 10'000; ++i) {
        const std::chrono::milliseconds some{random() % 1000};
        switch (random() % 6) {
        case 0:
            it.clock.freeze();
            break;
        case 1:
            it.clock.resume();
            break;
        case 2:
            CHECK_FALSE(it.clock.advance(some));
            break;
        case 3:
            CHECK_FALSE(it.clock.set(it.clock.now() + some));
            break;
        case 4:
            CHECK((it.clock.set(it.clock.now() - some - 1ns) == clock_refusal::in_the_past));
            break;
        default:
            it.real.advance(some);
        }
        const auto now = it.clock.now();
        REQUIRE(now >= last);
        last = now;
    }
}

TEST_CASE("rate limiters and used tokens survive every change that a clock allows") {
    clocks it;
    chat::rate_limiter limiter;
    chat::used_tokens tokens;
    CHECK(tokens.use({}, it.clock.now() + 1min));
    for (int i = 0; i < 10; ++i) CHECK(limiter.admit(it.clock.now(), 10));
    CHECK_FALSE(limiter.admit(it.clock.now(), 10));
    it.clock.freeze();
    CHECK_FALSE(limiter.admit(it.clock.now(), 10));
    CHECK_FALSE(it.clock.advance(1s));
    CHECK(limiter.admit(it.clock.now(), 10));
    CHECK_FALSE(it.clock.advance(24h));
    it.clock.resume();
    for (int i = 0; i < 10; ++i) CHECK(limiter.admit(it.clock.now(), 10));
    CHECK_FALSE(limiter.admit(it.clock.now(), 10));
    tokens.forget_expired(it.clock.now());
    CHECK(tokens.size() == 0);
    CHECK((it.clock.set(start) == clock_refusal::in_the_past)); // the token would open again
}

TEST_CASE("threads that read while one moves the clock see a time that never falls") {
    const steady_clock real;
    adjustable_clock clock{real};
    std::atomic<bool> stop = false;
    std::atomic<int> falls = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            auto last = clock.now();
            while (!stop) {
                const auto now = clock.now();
                if (now < last) ++falls;
                last = now;
            }
        });
    }
    for (int i = 0; i < 20'000; ++i) {
        clock.freeze();
        CHECK_FALSE(clock.advance(1us));
        clock.resume();
        CHECK_FALSE(clock.advance(1us));
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    CHECK(falls == 0);
}
