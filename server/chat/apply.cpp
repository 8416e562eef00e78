// The one function that changes the chat state.
#include "chat/context.hpp"
#include "chat/service.hpp"

namespace ivschat::chat {

command_outcome service::apply(timestamp now, const seed& seed, any_command&& command,
                               effects& out) {
    context context{.now = now, .random = seed_expander{seed}, .out = out};
    close_expired_sessions(context);
    return std::visit(
        [&]<class Command>(Command& each) {
            auto outcome = apply(context, std::move(each));
            if (!outcome && !context.created_room.empty()) undo_creation(context);
            return command_outcome{std::in_place_type<outcome_of<Command>>, std::move(outcome)};
        },
        command);
}

} // namespace ivschat::chat
