// A clock that stands still until a test moves it.
#pragma once

#include "runtime/clock.hpp"

namespace ivschat::test {

class manual_clock final : public runtime::clock {
public:
    explicit manual_clock(runtime::timestamp start) : now_{start} {}

    runtime::timestamp now() const override { return now_; }
    void advance(std::chrono::nanoseconds by) { now_ += by; }

private:
    runtime::timestamp now_;
};

} // namespace ivschat::test
