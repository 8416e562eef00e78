// Lives on the core. Counts resources or sessions per account and region.
#pragma once

#include "chat/arn.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace ivschat::chat {

// Account and region are those of an ARN.
class counts_by_account_region {
public:
    void add(std::string_view arn) { ++counts_[key_of(arn)]; }

    // One must have been added with the same account and region.
    void remove(std::string_view arn) {
        const auto found = counts_.find(key_of(arn));
        if (--found->second == 0) counts_.erase(found);
    }

    std::size_t of(std::string_view account, std::string_view region) const {
        const auto found = counts_.find(key{account, region});
        return found == counts_.end() ? 0 : found->second;
    }

private:
    using key = std::pair<std::string, std::string>;

    static key key_of(std::string_view arn) {
        const auto parts = parse_arn(arn);
        return parts ? key{parts->account, parts->region} : key{};
    }

    std::map<key, std::size_t> counts_;
};

} // namespace ivschat::chat
