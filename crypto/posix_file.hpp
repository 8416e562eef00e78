// The owner of a POSIX file descriptor, and what errno means.
#pragma once

#include <unistd.h>

#include <string>
#include <system_error>

namespace ivschat::posix {

class descriptor {
public:
    // As open(2) returns it: negative if that failed.
    explicit descriptor(int number) : number_{number} {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

// In words, such as "Permission denied".
inline std::string reason(int error) { return std::generic_category().message(error); }

} // namespace ivschat::posix
