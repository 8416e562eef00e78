// What the operations that reply with one resource have in common.
#pragma once

#include "operations/logging_configurations.hpp"
#include "operations/refusals.hpp"
#include "operations/rooms.hpp"

#include <string_view>
#include <type_traits>

namespace ivschat::operations {

// The description of a room or a logging configuration, given by value or by pointer. `named` is
// the ARN in the request: refusals are about it if they do not name another.
template <class Resource>
auto described(const chat::outcome<Resource>& outcome, std::string_view named) {
    const auto text = [](const auto& resource) {
        if constexpr (std::is_pointer_v<Resource>)
            return describe(*resource);
        else
            return describe(resource);
    };
    using result = model::result<decltype(text(*outcome))>;
    if (!outcome) return result{to_api_error(outcome.error(), named)};
    return result{text(*outcome)};
}

} // namespace ivschat::operations
