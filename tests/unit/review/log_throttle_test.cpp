#include "review/log_throttle.hpp"

#include <doctest/doctest.h>

using ivschat::review::log_throttle;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a line is logged once in ten seconds, with the number of those suppressed") {
    log_throttle throttle;
    log_throttle::time_point now{seconds{100}};
    CHECK(throttle.try_log("a", now) == 0U);
    CHECK(throttle.try_log("b", now) == 0U);
    for (int i = 0; i < 5; ++i) CHECK(throttle.try_log("a", now += seconds{1}) == std::nullopt);
    now += milliseconds{4999};
    CHECK(throttle.try_log("a", now) == std::nullopt);
    now += milliseconds{1};
    CHECK(throttle.try_log("a", now) == 6U);
    CHECK(throttle.try_log("b", now) == 0U);
    CHECK(throttle.try_log("a", now + seconds{10}) == 0U);
}

TEST_CASE("only a few different lines are logged in ten seconds") {
    log_throttle throttle;
    log_throttle::time_point now{seconds{100}};
    for (std::size_t i = 0; i < log_throttle::max_distinct; ++i) {
        CHECK(throttle.try_log(std::to_string(i), now) == 0U);
    }
    CHECK(throttle.try_log("one more", now += seconds{9}) == std::nullopt);
    CHECK(throttle.try_log("7", now) == std::nullopt);
    CHECK(throttle.try_log("one more", now += seconds{1}) == 0U);
}
