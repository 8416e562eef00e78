// What operations work with.
#pragma once

#include "core/core.hpp"
#include "core/epochs.hpp"
#include "core/token_ids.hpp"
#include "crypto/token_sealer.hpp"
#include "operations/settings.hpp"

namespace ivschat::operations {

struct environment {
    core& state;
    crypto::token_sealer& sealer;
    token_ids& ids;
    const ivschat::epochs& epochs;
    settings options;
};

} // namespace ivschat::operations
