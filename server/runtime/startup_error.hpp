// The program cannot start. The message is one line for the user.
#pragma once

#include <stdexcept>

namespace ivschat::runtime {

struct startup_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace ivschat::runtime
