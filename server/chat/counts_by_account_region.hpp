// Lives on the core. How many there are of something in each account and region.
#pragma once

#include "chat/arn.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace ivschat::chat {

// What is counted goes by the account and the region of an ARN.
class counts_by_account_region {
public:
    void add(std::string_view arn) { ++counts_[home_of(arn)]; }

    // One must have been added there.
    void remove(std::string_view arn) {
        const auto found = counts_.find(home_of(arn));
        if (--found->second == 0) counts_.erase(found);
    }

    std::size_t of(std::string_view account, std::string_view region) const {
        const auto found = counts_.find(home{account, region});
        return found == counts_.end() ? 0 : found->second;
    }

private:
    using home = std::pair<std::string, std::string>;

    static home home_of(std::string_view arn) {
        const auto parts = parse_arn(arn);
        return parts ? home{parts->account, parts->region} : home{};
    }

    std::map<home, std::size_t> counts_;
};

} // namespace ivschat::chat
