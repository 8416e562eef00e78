// Who asks for resources, and where.
#pragma once

#include "chat/caller.hpp"

#include <string>

namespace ivschat::chat::test {

// Limited to this account and region.
inline caller resident(const std::string& account = "123456789012",
                       const std::string& region = "us-east-1") {
    return {
        .account = account, .region = region, .default_account = account, .default_region = region};
}

// May access everything.
inline caller visitor() {
    return {.account = {},
            .region = {},
            .default_account = "000000000000",
            .default_region = "us-east-1"};
}

} // namespace ivschat::chat::test
