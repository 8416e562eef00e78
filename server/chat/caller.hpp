// Who asks, as far as it decides what is seen.
#pragma once

#include "chat/arn.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat {

struct caller {
    // Sees this account's resources only. Not set: bound to no account, finds all by their ARNs.
    std::optional<std::string> account;
    // Sees this region's resources only. Not set: every region's.
    std::optional<std::string> region;
    // Where a new resource goes.
    std::string home_account;
    std::string home_region;

    bool sees(std::string_view arn) const {
        const auto parts = parse_arn(arn);
        return parts && (!account || *account == parts->account) &&
               (!region || *region == parts->region);
    }
};

} // namespace ivschat::chat
