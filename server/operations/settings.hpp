// The settings of the operations.
#pragma once

#include "text/timestamp.hpp"

#include <chrono>

namespace ivschat::operations {

struct settings {
    std::chrono::milliseconds token_validity = std::chrono::minutes{60};
    text::timestamp_format timestamps = text::timestamp_format::iso8601;
};

} // namespace ivschat::operations
