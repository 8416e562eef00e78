// TagResource, UntagResource, ListTagsForResource: on rooms and on logging configurations.
#pragma once

#include "model/api_error.hpp"
#include "model/tagging.hpp"
#include "operations/environment.hpp"

namespace ivschat::operations {

model::result<model::list_tags_for_resource_response>
list_tags_for_resource(environment& env, const chat::caller& caller,
                       model::list_tags_for_resource_request request);
model::result<void> tag_resource(environment& env, const chat::caller& caller,
                                 model::tag_resource_request request);
model::result<void> untag_resource(environment& env, const chat::caller& caller,
                                   model::untag_resource_request request);

} // namespace ivschat::operations
