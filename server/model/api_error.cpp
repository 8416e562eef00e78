#include "model/api_error.hpp"

#include "model/encode.hpp"
#include "model/error_bodies.hpp"
#include "text/unicode.hpp"

#include <stdexcept>

namespace ivschat::model {

api_error api_error::plain(error_kind kind, std::string message) {
    return {
        .kind = kind, .message = std::move(message), .resource_id = {}, .limit = {}, .fields = {}};
}

api_error api_error::validation(std::vector<field_failure> fields) {
    std::string message = std::to_string(fields.size()) +
                          (fields.size() == 1 ? " validation error" : " validation errors") +
                          " detected. ";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) message += "; ";
        message += fields[i].message;
    }
    api_error error = plain(errors::validation, std::move(message));
    error.fields = std::move(fields);
    return error;
}

namespace {

// The part of an ARN after its last slash.
std::string id_of(std::string_view arn) { return std::string{arn.substr(arn.rfind('/') + 1)}; }

} // namespace

api_error api_error::not_found(std::string_view arn) {
    api_error error =
        plain(errors::resource_not_found, "Resource: " + std::string{arn} + " not found");
    error.resource_id = id_of(arn);
    return error;
}

api_error api_error::conflict(std::string_view arn, std::string message) {
    api_error error = plain(errors::conflict, std::move(message));
    error.resource_id = id_of(arn);
    return error;
}

api_error api_error::throttled(std::string message, std::string_view resource,
                               std::uint32_t limit) {
    api_error error = plain(errors::throttling, std::move(message));
    error.resource_id = id_of(resource);
    error.limit = limit;
    return error;
}

api_error api_error::quota_exceeded(std::string message, std::string_view resource,
                                    std::uint32_t limit) {
    api_error error = plain(errors::service_quota_exceeded, std::move(message));
    error.resource_id = id_of(resource);
    error.limit = limit;
    return error;
}

namespace {

template <class Body>
std::string encode_as(const api_error& error) {
    Body body;
    // Messages quote what the client sent, which may be any bytes.
    body.message = text::to_utf8(error.message);
    if constexpr (std::is_base_of_v<error_bodies::about_resource, Body>) {
        body.resource_id = error.resource_id.value_or("");
    }
    if constexpr (std::is_same_v<error_bodies::about_limit, Body>) {
        body.limit = static_cast<std::int32_t>(*error.limit);
    }
    if constexpr (std::is_same_v<error_bodies::validation, Body>) {
        if (!error.fields.empty()) {
            body.reason = validation_exception_reason::field_validation_failed;
            body.field_list.emplace();
        }
        for (const auto& field : error.fields) {
            body.field_list->push_back({.field_name = field.name, .message = field.message});
        }
    }
    return encode(body, text::timestamp_format::iso8601);
}

} // namespace

std::string encode(const api_error& error) {
    if (error.kind.name == errors::validation.name) {
        return encode_as<error_bodies::validation>(error);
    }
    if (error.limit) return encode_as<error_bodies::about_limit>(error);
    if (error.resource_id) return encode_as<error_bodies::about_resource>(error);
    return encode_as<error_bodies::plain>(error);
}

void throw_exception_from_error(const api_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked result held " + std::string{error.kind.name}};
}

} // namespace ivschat::model
