// Source of the time. One clock, passed as an argument, dates and expires everything that AWS
// would.
#pragma once

#include <chrono>

namespace ivschat::runtime {

using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

class clock {
public:
    virtual ~clock() = default;
    virtual timestamp now() const = 0;

protected:
    clock() = default;
    clock(const clock&) = default;
    clock& operator=(const clock&) = default;
};

class system_clock final : public clock {
public:
    timestamp now() const override {
        return std::chrono::time_point_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now());
    }
};

} // namespace ivschat::runtime
