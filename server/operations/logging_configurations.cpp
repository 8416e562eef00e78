#include "operations/logging_configurations.hpp"

#include "chat/arn.hpp"
#include "operations/described.hpp"
#include "operations/page_token.hpp"
#include "operations/refusals.hpp"

namespace ivschat::operations {
namespace {

using chat::destination_kind;

// The decoder has checked that exactly one member of the union is set.
chat::log_destination to_destination(const model::destination_configuration& given) {
    if (given.s3) return {.kind = destination_kind::s3, .name = given.s3->bucket_name};
    if (given.cloudwatch_logs) {
        return {.kind = destination_kind::cloudwatch_logs,
                .name = given.cloudwatch_logs->log_group_name};
    }
    return {.kind = destination_kind::firehose, .name = given.firehose->delivery_stream_name};
}

model::destination_configuration describe_destination(const chat::log_destination& destination) {
    model::destination_configuration description;
    switch (destination.kind) {
    case destination_kind::s3:
        description.s3.emplace(destination.name);
        break;
    case destination_kind::cloudwatch_logs:
        description.cloudwatch_logs.emplace(destination.name);
        break;
    case destination_kind::firehose:
        description.firehose.emplace(destination.name);
        break;
    }
    return description;
}

} // namespace

model::logging_configuration_description
describe(const chat::logging_configuration& configuration) {
    return {.arn = configuration.arn,
            .id = std::string{chat::parse_arn(configuration.arn)->id},
            .create_time = configuration.created,
            .update_time = chat::in_milliseconds(configuration.updated),
            .configuration_name = configuration.settings.name,
            .destination = describe_destination(configuration.settings.destination),
            .state = model::logging_configuration_state::active,
            .tags = configuration.settings.tags};
}

chat::logging_configuration
to_logging_configuration(const model::logging_configuration_description& description,
                         chat::timestamp now) {
    const auto created = description.create_time.value_or(now);
    return {.arn = *description.arn,
            .settings = {.name = description.configuration_name.value_or(""),
                         .destination = to_destination(*description.destination),
                         .tags = description.tags.value_or(chat::tag_map{})},
            .created = created,
            .updated = description.update_time.value_or(created)};
}

model::result<model::logging_configuration_description>
create_logging_configuration(environment& env, const chat::caller& caller,
                             model::create_logging_configuration_request request) {
    chat::create_logging_configuration command{
        .caller = caller,
        .settings = {.name = std::move(request.configuration_name).value_or(""),
                     .destination = to_destination(request.destination),
                     .tags = std::move(request.tags).value_or(chat::tag_map{})}};
    return described(env.state.execute(std::move(command)), "");
}

model::result<model::logging_configuration_description>
get_logging_configuration(environment& env, const chat::caller& caller,
                          model::get_logging_configuration_request request) {
    return described(env.state.query().find_logging_configuration(caller, request.identifier),
                     request.identifier);
}

model::result<model::logging_configuration_description>
update_logging_configuration(environment& env, const chat::caller& caller,
                             model::update_logging_configuration_request request) {
    chat::logging_configuration_changes changes{.name = std::move(request.configuration_name),
                                                .destination = {}};
    if (request.destination) changes.destination = to_destination(*request.destination);
    return described(
        env.state.execute(chat::update_logging_configuration{
            .caller = caller, .arn = request.identifier, .changes = std::move(changes)}),
        request.identifier);
}

model::result<model::list_logging_configurations_response>
list_logging_configurations(environment& env, const chat::caller& caller,
                            model::list_logging_configurations_request request) {
    const auto list = list_fingerprint("ListLoggingConfigurations", env.epochs.of_everything(),
                                       {caller.account, caller.region});
    const auto after = decode_next_token(request.next_token, list);
    if (!after) return after.error();
    const auto limit = page_size(request.max_results);
    const auto page = env.state.query().list_logging_configurations(caller, *after, limit);
    model::list_logging_configurations_response response;
    for (const auto* configuration : page.items) {
        response.logging_configurations.push_back(describe(*configuration));
    }
    if (page.next) response.next_token = encode_page_token(*page.next, list);
    return response;
}

model::result<void>
delete_logging_configuration(environment& env, const chat::caller& caller,
                             model::delete_logging_configuration_request request) {
    const auto deleted = env.state.execute(
        chat::delete_logging_configuration{.caller = caller, .arn = request.identifier});
    if (!deleted) return to_api_error(deleted.error(), request.identifier);
    return {};
}

} // namespace ivschat::operations
