#include "operations/tagging.hpp"

#include "operations/ensure_room.hpp"
#include "operations/refusals.hpp"

namespace ivschat::operations {

model::result<model::list_tags_for_resource_response>
list_tags_for_resource(environment& env, const chat::caller& caller,
                       model::list_tags_for_resource_request request) {
    const auto ensured = ensure_room(env, caller, request.resource_arn);
    if (!ensured) return ensured.error();
    const auto tags = env.state.query().find_tags(caller, request.resource_arn);
    if (!tags) return to_api_error(tags.error(), request.resource_arn);
    return model::list_tags_for_resource_response{.tags = **tags};
}

model::result<void> tag_resource(environment& env, const chat::caller& caller,
                                 model::tag_resource_request request) {
    const auto done = env.state.execute(chat::tag_resource{
        .caller = caller, .arn = request.resource_arn, .tags = std::move(request.tags)});
    if (!done) return to_api_error(done.error(), request.resource_arn);
    return {};
}

model::result<void> untag_resource(environment& env, const chat::caller& caller,
                                   model::untag_resource_request request) {
    const auto done = env.state.execute(chat::untag_resource{
        .caller = caller, .arn = request.resource_arn, .keys = std::move(request.tag_keys)});
    if (!done) return to_api_error(done.error(), request.resource_arn);
    return {};
}

} // namespace ivschat::operations
