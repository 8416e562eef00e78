// An open file, socket or process, closed with its owner.
#pragma once

#include "integration/support/deadline.hpp"

#include <cerrno>
#include <string>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace ivschat::integration {

class descriptor {
public:
    explicit descriptor(int number = -1) : number_{number} {}
    descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() { close(); }

    int number() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

    // Waits for POLLIN or POLLOUT; throws timed_out with `what`.
    void wait_for(short events, const deadline& until, const char* what) const {
        pollfd one{.fd = number_, .events = events, .revents = 0};
        int ready = 0;
        do {
            ready = ::poll(&one, 1, until.milliseconds_left());
        } while (ready < 0 && errno == EINTR);
        if (ready <= 0) throw timed_out{std::string{"waited in vain: "} + what};
    }

private:
    int number_;
};

} // namespace ivschat::integration
