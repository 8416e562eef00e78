#include "operations/tagging.hpp"

#include "operations/refusals.hpp"

namespace ivschat::operations {

model::result<model::list_tags_for_resource_response>
list_tags_for_resource(environment& env, const chat::caller& caller,
                       model::list_tags_for_resource_request request) {
    auto tags = env.state.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
        return service.tags(now, caller, request.resource_arn, out);
    });
    if (!tags) return to_api_error(tags.error(), request.resource_arn);
    return model::list_tags_for_resource_response{.tags = *std::move(tags)};
}

model::result<void> tag_resource(environment& env, const chat::caller& caller,
                                 model::tag_resource_request request) {
    const auto done =
        env.state.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
            return service.tag(now, caller, request.resource_arn, request.tags, out);
        });
    if (!done) return to_api_error(done.error(), request.resource_arn);
    return {};
}

model::result<void> untag_resource(environment& env, const chat::caller& caller,
                                   model::untag_resource_request request) {
    const auto done =
        env.state.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
            return service.untag(now, caller, request.resource_arn, request.tag_keys, out);
        });
    if (!done) return to_api_error(done.error(), request.resource_arn);
    return {};
}

} // namespace ivschat::operations
