// CreateLoggingConfiguration, GetLoggingConfiguration, UpdateLoggingConfiguration,
// ListLoggingConfigurations, DeleteLoggingConfiguration.
#pragma once

#include "model/api_error.hpp"
#include "model/logging_configurations.hpp"
#include "operations/environment.hpp"

namespace ivschat::operations {

model::result<model::logging_configuration_description>
create_logging_configuration(environment& env, const chat::caller& caller,
                             model::create_logging_configuration_request request);
model::result<model::logging_configuration_description>
get_logging_configuration(environment& env, const chat::caller& caller,
                          model::get_logging_configuration_request request);
model::result<model::logging_configuration_description>
update_logging_configuration(environment& env, const chat::caller& caller,
                             model::update_logging_configuration_request request);
model::result<model::list_logging_configurations_response>
list_logging_configurations(environment& env, const chat::caller& caller,
                            model::list_logging_configurations_request request);
model::result<void>
delete_logging_configuration(environment& env, const chat::caller& caller,
                             model::delete_logging_configuration_request request);

model::logging_configuration_description describe(const chat::logging_configuration& configuration);
// A logging configuration of a seed; arn and destinationConfiguration must be set. Other missing
// members have AWS's defaults; missing times are `now`.
chat::logging_configuration
to_logging_configuration(const model::logging_configuration_description& description,
                         chat::timestamp now);

} // namespace ivschat::operations
