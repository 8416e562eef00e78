#include "review/log_throttle.hpp"

#include <doctest/doctest.h>

using ivschat::review::log_throttle;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("the same complaint is made once in ten seconds and counts what it swallowed") {
    log_throttle log;
    log_throttle::time_point now{seconds{100}};
    CHECK(log.say_now("a", now) == 0U);
    CHECK(log.say_now("b", now) == 0U);
    for (int i = 0; i < 5; ++i) CHECK(log.say_now("a", now += seconds{1}) == std::nullopt);
    now += milliseconds{4999};
    CHECK(log.say_now("a", now) == std::nullopt);
    now += milliseconds{1};
    CHECK(log.say_now("a", now) == 6U);
    CHECK(log.say_now("b", now) == 0U);
    CHECK(log.say_now("a", now + seconds{10}) == 0U);
}

TEST_CASE("log_throttle that are all different are few") {
    log_throttle log;
    log_throttle::time_point now{seconds{100}};
    for (std::size_t i = 0; i < log_throttle::most_different; ++i) {
        CHECK(log.say_now(std::to_string(i), now) == 0U);
    }
    CHECK(log.say_now("one more", now += seconds{9}) == std::nullopt);
    CHECK(log.say_now("7", now) == std::nullopt);
    CHECK(log.say_now("one more", now += seconds{1}) == 0U);
}
