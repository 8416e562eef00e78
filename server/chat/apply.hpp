// The typed face of `service::apply`.
#pragma once

#include "chat/service.hpp"

#include <utility>

namespace ivschat::chat {

template <class Command>
outcome_of<Command> apply(service& state, timestamp now, const seed& seed, Command command,
                          effects& out) {
    auto outcome =
        state.apply(now, seed, any_command{std::in_place_type<Command>, std::move(command)}, out);
    return std::get<outcome_of<Command>>(std::move(outcome));
}

} // namespace ivschat::chat
