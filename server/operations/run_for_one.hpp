// What the operations that reply with one resource have in common.
#pragma once

#include "operations/logging_configurations.hpp"
#include "operations/refusals.hpp"
#include "operations/rooms.hpp"

#include <string_view>
#include <type_traits>

namespace ivschat::operations {

// Runs `command(service, now, effects)`, whose outcome points to one resource, and describes that.
// `resource` is what a refusal is about if it does not say so itself.
template <class Command>
auto run_for_one(environment& env, std::string_view resource, Command command) {
    using found = std::invoke_result_t<Command&, chat::service&, chat::timestamp, chat::effects&>;
    using description = decltype(describe(**std::declval<found>()));
    auto done = env.state.run([&](chat::service& service, chat::timestamp now,
                                  chat::effects& out) -> chat::outcome<description> {
        const auto one = command(service, now, out);
        if (!one) return one.error();
        return describe(**one);
    });
    if (!done) return model::result<description>{to_api_error(done.error(), resource)};
    return model::result<description>{*std::move(done)};
}

} // namespace ivschat::operations
