// What operations work with.
#pragma once

#include "core/core.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
#include "operations/settings.hpp"

namespace ivschat::operations {

struct environment {
    core& state;
    crypto::token_sealer& sealer;
    crypto::random_source& random;
    settings options;
};

} // namespace ivschat::operations
