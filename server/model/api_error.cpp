#include "model/api_error.hpp"

#include "text/json_writer.hpp"
#include "text/unicode.hpp"

#include <stdexcept>

namespace ivschat::model {

api_error api_error::plain(error_kind kind, std::string message) {
    return {.kind = kind, .message = std::move(message), .resource_id = {}, .fields = {}};
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

api_error api_error::not_found(std::string_view arn) {
    api_error error =
        plain(errors::resource_not_found, "Resource: " + std::string{arn} + " not found");
    error.resource_id = std::string{arn.substr(arn.rfind('/') + 1)};
    return error;
}

std::string encode(const api_error& error) {
    std::string body;
    text::json_writer json{body};
    // Messages repeat what the client sent, which may be any bytes.
    json.begin_object().key("message").string(text::to_utf8(error.message));
    if (error.kind.name == errors::validation.name) {
        json.key("reason").string(error.fields.empty() ? "OTHER" : "FIELD_VALIDATION_FAILED");
    }
    if (!error.fields.empty()) {
        json.key("fieldList").begin_array();
        for (const auto& field : error.fields) {
            json.begin_object();
            json.key("name").string(field.name);
            json.key("message").string(field.message);
            json.end_object();
        }
        json.end_array();
    }
    if (error.resource_id) {
        json.key("resourceId").string(*error.resource_id);
        json.key("resourceType").string("ROOM");
    }
    json.end_object();
    return body;
}

void throw_exception_from_error(const api_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked result held " + std::string{error.kind.name}};
}

} // namespace ivschat::model
