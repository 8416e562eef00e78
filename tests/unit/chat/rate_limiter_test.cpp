#include "chat/rate_limiter.hpp"

#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

// How many are admitted if asked at every `step` for `duration`.
std::uint64_t admitted(rate_limiter& limiter, std::uint32_t per_second,
                       std::chrono::nanoseconds duration, std::chrono::nanoseconds step) {
    std::uint64_t count = 0;
    for (auto now = start; now < start + duration; now += step) {
        count += limiter.admit(now, per_second) ? 1U : 0U;
    }
    return count;
}

} // namespace

TEST_CASE("one second's worth is admitted at once, and no more") {
    for (const std::uint32_t rate : {1U, 2U, 3U, 7U, 10U, 99U, 100U, 1000U}) {
        CAPTURE(rate);
        rate_limiter limiter;
        for (std::uint32_t i = 0; i < rate; ++i) CHECK(limiter.admit(start, rate));
        CHECK_FALSE(limiter.admit(start, rate));
        CHECK_FALSE(limiter.admit(start, rate));
    }
}

TEST_CASE("the bucket refills evenly") {
    rate_limiter limiter;
    for (int i = 0; i < 10; ++i) REQUIRE(limiter.admit(start, 10));
    for (int tick = 1; tick <= 25; ++tick) {
        CAPTURE(tick);
        const auto due = start + tick * milliseconds{100};
        CHECK_FALSE(limiter.admit(due - std::chrono::nanoseconds{1}, 10));
        CHECK(limiter.admit(due, 10));
        CHECK_FALSE(limiter.admit(due, 10));
    }
}

TEST_CASE("a refusal takes nothing") {
    rate_limiter limiter;
    REQUIRE(limiter.admit(start, 1));
    for (int i = 0; i < 100; ++i) CHECK_FALSE(limiter.admit(start + milliseconds{i}, 1));
    CHECK(limiter.admit(start + seconds{1}, 1));
}

TEST_CASE("a bucket never holds more than one second's worth") {
    rate_limiter limiter;
    REQUIRE(limiter.admit(start, 5));
    const auto later = start + std::chrono::hours{24};
    for (int i = 0; i < 5; ++i) CHECK(limiter.admit(later, 5));
    CHECK_FALSE(limiter.admit(later, 5));
}

TEST_CASE("over a minute the rate is kept to within 5 percent") {
    for (const std::uint32_t rate : {1U, 3U, 7U, 10U, 33U, 100U}) {
        for (const auto step :
             {std::chrono::nanoseconds{1'000'003}, std::chrono::nanoseconds{3'333'333}}) {
            CAPTURE(rate);
            CAPTURE(step.count());
            rate_limiter limiter;
            const auto count = admitted(limiter, rate, seconds{60}, step);
            // The full bucket of the start comes on top.
            const auto even = count - rate;
            CHECK(static_cast<double>(even) >= rate * 60 * 0.95 - 1);
            CHECK(static_cast<double>(even) <= rate * 60 * 1.05);
        }
    }
}

TEST_CASE("a client that keeps to the rate is never refused") {
    for (const std::uint32_t rate : {1U, 3U, 7U, 10U, 100U}) {
        CAPTURE(rate);
        rate_limiter limiter;
        const std::chrono::nanoseconds interval{(1'000'000'000 + rate - 1) / rate};
        CHECK(admitted(limiter, rate, 1000 * interval, interval) == 1000);
    }
}

TEST_CASE("a clock that is set back does not lock anybody out for longer") {
    rate_limiter limiter;
    REQUIRE(limiter.admit(start, 1));
    CHECK_FALSE(limiter.admit(start - milliseconds{1}, 1));
    CHECK(limiter.admit(start + seconds{1}, 1));
}
