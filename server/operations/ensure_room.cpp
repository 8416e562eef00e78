#include "operations/ensure_room.hpp"

#include "operations/refusals.hpp"

namespace ivschat::operations {

model::result<void> ensure_room(environment& env, const chat::caller& caller,
                                const std::string& arn) {
    if (!env.state.query().lacks_room(caller, arn)) return {};
    const auto created = env.state.execute(chat::ensure_room{.caller = caller, .arn = arn});
    if (!created) return to_api_error(created.error(), arn);
    return {};
}

} // namespace ivschat::operations
