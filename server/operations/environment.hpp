// What an operation may use.
#pragma once

#include "core.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
#include "text/timestamp.hpp"

#include <chrono>

namespace ivschat::operations {

struct settings {
    std::chrono::milliseconds token_validity = std::chrono::minutes{60};
    text::timestamp_format timestamps = text::timestamp_format::iso8601;
};

struct environment {
    core& state;
    crypto::token_sealer& sealer;
    crypto::random_source& random;
    settings options;
};

} // namespace ivschat::operations
