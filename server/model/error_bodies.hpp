// The bodies of the API model's errors, described like every other structure. Several errors share
// a structure.
#pragma once

#include "model/api_error.hpp"
#include "model/members.hpp"

#include <string>
#include <vector>

namespace ivschat::model {

enum class resource_type : std::uint8_t { room };
enum class validation_exception_reason : std::uint8_t {
    unknown_operation,
    field_validation_failed,
    other
};

namespace shapes {

inline constexpr string_shape error_message{"ErrorMessage"};
inline constexpr string_shape field_name{"FieldName"};
inline constexpr string_shape resource_id{.name = "ResourceId",
                                          .must_match = &patterns::alphanumeric};
inline constexpr enum_shape<model::resource_type, 1> resource_type{
    "ResourceType", {{{"ROOM", model::resource_type::room}}}};
inline constexpr integer_shape limit{"Limit"};
inline constexpr enum_shape<model::validation_exception_reason, 3> validation_exception_reason{
    "ValidationExceptionReason",
    {{{"UNKNOWN_OPERATION", model::validation_exception_reason::unknown_operation},
      {"FIELD_VALIDATION_FAILED", model::validation_exception_reason::field_validation_failed},
      {"OTHER", model::validation_exception_reason::other}}}};

} // namespace shapes

struct validation_exception_field {
    std::string field_name;
    std::string message;

    static constexpr std::string_view name = "ValidationExceptionField";
    static constexpr auto members() {
        using self = validation_exception_field;
        return std::tuple{required("name", &self::field_name, shapes::field_name),
                          required("message", &self::message, shapes::error_message)};
    }
};

namespace error_bodies {

struct plain {
    std::string message;

    static constexpr std::string_view name = "Error";
    static constexpr auto members() {
        return std::tuple{required("message", &plain::message, shapes::error_message)};
    }
};

struct about_resource : plain {
    std::string resource_id;
    model::resource_type resource_type =
        model::resource_type::room; // the only one in the API model

    static constexpr auto members() {
        using self = about_resource;
        return std::tuple_cat(
            plain::members(),
            std::tuple{required("resourceId", &self::resource_id, shapes::resource_id),
                       required("resourceType", &self::resource_type, shapes::resource_type)});
    }
};

struct about_limit : about_resource {
    std::int32_t limit = 0;

    static constexpr auto members() {
        return std::tuple_cat(about_resource::members(),
                              std::tuple{required("limit", &about_limit::limit, shapes::limit)});
    }
};

struct validation : plain {
    validation_exception_reason reason = validation_exception_reason::other;
    std::optional<std::vector<validation_exception_field>> field_list;

    static constexpr auto members() {
        using self = validation;
        return std::tuple_cat(
            plain::members(),
            std::tuple{required("reason", &self::reason, shapes::validation_exception_reason),
                       optional("fieldList", &self::field_list,
                                list_shape<structure_shape<validation_exception_field>>{
                                    "ValidationExceptionFieldList", {}})});
    }
};

} // namespace error_bodies

template <class Body>
struct modelled_error {
    using body = Body;
    error_kind kind;
};

// Every error of the API model.
inline constexpr std::tuple modelled_errors{
    modelled_error<error_bodies::plain>{errors::access_denied},
    modelled_error<error_bodies::about_resource>{errors::conflict},
    modelled_error<error_bodies::plain>{errors::internal_server},
    modelled_error<error_bodies::plain>{errors::pending_verification},
    modelled_error<error_bodies::about_resource>{errors::resource_not_found},
    modelled_error<error_bodies::about_limit>{errors::service_quota_exceeded},
    modelled_error<error_bodies::about_limit>{errors::throttling},
    modelled_error<error_bodies::validation>{errors::validation},
};

} // namespace ivschat::model
