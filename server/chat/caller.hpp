// Who sends a request: which resources it may access and where its new ones belong.
#pragma once

#include "chat/arn.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat {

struct caller {
    // Limits access to this account's resources. Not set: all accounts.
    std::optional<std::string> account;
    // Limits access to this region's resources. Not set: all regions.
    std::optional<std::string> region;
    // Where new resources are created.
    std::string default_account;
    std::string default_region;

    bool may_access(std::string_view arn) const {
        const auto parts = parse_arn(arn);
        return parts && (!account || *account == parts->account) &&
               (!region || *region == parts->region);
    }
};

} // namespace ivschat::chat
