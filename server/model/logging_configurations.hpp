// Requests and replies of the operations on logging configurations.
#pragma once

#include "model/shapes.hpp"
#include "text/timestamp.hpp"

#include <map>
#include <string>
#include <vector>

namespace ivschat::model {

using text::timestamp;

struct s3_destination_configuration {
    std::string bucket_name;

    static constexpr std::string_view name = "S3DestinationConfiguration";
    static constexpr auto members() {
        return std::tuple{required("bucketName", &s3_destination_configuration::bucket_name,
                                   shapes::bucket_name)};
    }
};

struct cloudwatch_logs_destination_configuration {
    std::string log_group_name;

    static constexpr std::string_view name = "CloudWatchLogsDestinationConfiguration";
    static constexpr auto members() {
        return std::tuple{required("logGroupName",
                                   &cloudwatch_logs_destination_configuration::log_group_name,
                                   shapes::log_group_name)};
    }
};

struct firehose_destination_configuration {
    std::string delivery_stream_name;

    static constexpr std::string_view name = "FirehoseDestinationConfiguration";
    static constexpr auto members() {
        return std::tuple{required("deliveryStreamName",
                                   &firehose_destination_configuration::delivery_stream_name,
                                   shapes::delivery_stream_name)};
    }
};

// A union: exactly one member is set.
struct destination_configuration {
    std::optional<s3_destination_configuration> s3;
    std::optional<cloudwatch_logs_destination_configuration> cloudwatch_logs;
    std::optional<firehose_destination_configuration> firehose;

    static constexpr std::string_view name = "DestinationConfiguration";
    static constexpr auto members() {
        using self = destination_configuration;
        return std::tuple{
            optional("s3", &self::s3, structure_shape<s3_destination_configuration>{}),
            optional("cloudWatchLogs", &self::cloudwatch_logs,
                     structure_shape<cloudwatch_logs_destination_configuration>{}),
            optional("firehose", &self::firehose,
                     structure_shape<firehose_destination_configuration>{})};
    }
};

struct create_logging_configuration_request {
    std::optional<std::string> configuration_name;
    destination_configuration destination;
    std::optional<std::map<std::string, std::string>> tags;

    static constexpr std::string_view name = "CreateLoggingConfigurationRequest";
    static constexpr auto members() {
        using self = create_logging_configuration_request;
        return std::tuple{
            optional("name", &self::configuration_name, shapes::logging_configuration_name),
            required("destinationConfiguration", &self::destination,
                     union_shape<destination_configuration>{}),
            optional("tags", &self::tags, shapes::tags)};
    }
};

struct update_logging_configuration_request {
    std::string identifier;
    std::optional<std::string> configuration_name;
    std::optional<destination_configuration> destination;

    static constexpr std::string_view name = "UpdateLoggingConfigurationRequest";
    static constexpr auto members() {
        using self = update_logging_configuration_request;
        return std::tuple{
            required("identifier", &self::identifier, shapes::logging_configuration_identifier),
            optional("name", &self::configuration_name, shapes::logging_configuration_name),
            optional("destinationConfiguration", &self::destination,
                     union_shape<destination_configuration>{})};
    }
};

struct get_logging_configuration_request {
    std::string identifier;

    static constexpr std::string_view name = "GetLoggingConfigurationRequest";
    static constexpr auto members() {
        return std::tuple{required("identifier", &get_logging_configuration_request::identifier,
                                   shapes::logging_configuration_identifier)};
    }
};

struct delete_logging_configuration_request {
    std::string identifier;

    static constexpr std::string_view name = "DeleteLoggingConfigurationRequest";
    static constexpr auto members() {
        return std::tuple{required("identifier", &delete_logging_configuration_request::identifier,
                                   shapes::logging_configuration_identifier)};
    }
};

// A complete logging configuration: the reply of all operations, an element of lists, and a logging
// configuration in a seed file.
struct logging_configuration_description {
    std::optional<std::string> arn;
    std::optional<std::string> id;
    std::optional<timestamp> create_time;
    std::optional<timestamp> update_time;
    std::optional<std::string> configuration_name;
    std::optional<destination_configuration> destination;
    std::optional<logging_configuration_state> state;
    std::optional<std::map<std::string, std::string>> tags;

    static constexpr std::string_view name = "LoggingConfigurationSummary";
    static constexpr auto members() {
        using self = logging_configuration_description;
        return std::tuple{
            optional("arn", &self::arn, shapes::logging_configuration_arn),
            optional("id", &self::id, shapes::logging_configuration_id),
            optional("createTime", &self::create_time, shapes::time),
            optional("updateTime", &self::update_time, shapes::time),
            optional("name", &self::configuration_name, shapes::logging_configuration_name),
            optional("destinationConfiguration", &self::destination,
                     union_shape<destination_configuration>{}),
            optional("state", &self::state, shapes::logging_configuration_state),
            optional("tags", &self::tags, shapes::tags)};
    }
};

struct list_logging_configurations_request {
    std::optional<std::string> next_token;
    std::optional<std::int32_t> max_results;

    static constexpr std::string_view name = "ListLoggingConfigurationsRequest";
    static constexpr auto members() {
        using self = list_logging_configurations_request;
        return std::tuple{
            optional("nextToken", &self::next_token, shapes::pagination_token),
            optional("maxResults", &self::max_results, shapes::max_logging_configuration_results)};
    }
};

struct list_logging_configurations_response {
    std::vector<logging_configuration_description> logging_configurations;
    std::optional<std::string> next_token;

    static constexpr std::string_view name = "ListLoggingConfigurationsResponse";
    static constexpr auto members() {
        using self = list_logging_configurations_response;
        return std::tuple{required("loggingConfigurations", &self::logging_configurations,
                                   list_shape<structure_shape<logging_configuration_description>>{
                                       "LoggingConfigurationList", {}}),
                          optional("nextToken", &self::next_token, shapes::pagination_token)};
    }
};

} // namespace ivschat::model
