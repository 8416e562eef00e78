// What a client gets instead of a reply: the errors that the API model names, and those that stand
// before every AWS service. One type, named factories, one place that writes them.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::model {

// The name and the HTTP status of an error.
struct error_kind {
    std::string_view name;
    unsigned status;
};

namespace errors {

// Named by the API model.
inline constexpr error_kind access_denied{"AccessDeniedException", 403};
inline constexpr error_kind conflict{"ConflictException", 409};
inline constexpr error_kind internal_server{"InternalServerException", 500};
inline constexpr error_kind pending_verification{"PendingVerification", 403};
inline constexpr error_kind resource_not_found{"ResourceNotFoundException", 404};
inline constexpr error_kind service_quota_exceeded{"ServiceQuotaExceededException", 402};
inline constexpr error_kind throttling{"ThrottlingException", 429};
inline constexpr error_kind validation{"ValidationException", 400};

// Common to AWS services.
inline constexpr error_kind expired_token{"ExpiredTokenException", 403};
inline constexpr error_kind incomplete_signature{"IncompleteSignatureException", 403};
inline constexpr error_kind invalid_signature{"InvalidSignatureException", 403};
inline constexpr error_kind malformed_http_request{"MalformedHttpRequestException", 400};
inline constexpr error_kind method_not_allowed{"MethodNotAllowedException", 405};
inline constexpr error_kind missing_authentication_token{"MissingAuthenticationTokenException",
                                                         403};
inline constexpr error_kind not_authorized{"NotAuthorized", 401};
inline constexpr error_kind not_acceptable{"NotAcceptableException", 406};
inline constexpr error_kind request_entity_too_large{"RequestEntityTooLargeException", 413};
inline constexpr error_kind request_header_fields_too_large{"RequestHeaderFieldsTooLargeException",
                                                            431};
inline constexpr error_kind serialization{"SerializationException", 400};
inline constexpr error_kind unknown_operation{"UnknownOperationException", 404};
inline constexpr error_kind unrecognized_client{"UnrecognizedClientException", 403};
inline constexpr error_kind upgrade_required{"UpgradeRequiredException", 426};
inline constexpr error_kind unsupported_media_type{"UnsupportedMediaTypeException", 415};

} // namespace errors

// One entry of a ValidationException's fieldList.
struct field_failure {
    std::string name;    // path of the member: "userId", "capabilities/0"
    std::string message; // one sentence without a full stop

    bool operator==(const field_failure&) const = default;
};

struct api_error {
    error_kind kind;
    std::string message;
    // Goes with resourceType, of which AWS has only ROOM, for logging configurations too.
    std::optional<std::string> resource_id;
    std::optional<std::uint32_t> limit; // of a rate or a quota
    std::vector<field_failure> fields;  // ValidationException only

    static api_error plain(error_kind kind, std::string message);
    // Counts the failures and joins their messages as Smithy services do. `fields` must not be
    // empty.
    static api_error validation(std::vector<field_failure> fields);
    // `arn` is what the client asked for; AWS wants the id alone in resourceId.
    static api_error not_found(std::string_view arn);
    static api_error conflict(std::string_view arn, std::string message);
    // `resource` of these two is an ARN, or an account where it is about all that is in it.
    static api_error throttled(std::string message, std::string_view resource, std::uint32_t limit);
    static api_error quota_exceeded(std::string message, std::string_view resource,
                                    std::uint32_t limit);
};

// The JSON body: `message` in lower case, which all SDKs read, and the modelled members.
std::string encode(const api_error& error);

template <class T>
using result = boost::system::result<T, api_error>;

// Reached only by a `value()` on a failed result, which is a bug here.
[[noreturn]] void throw_exception_from_error(const api_error& error,
                                             const boost::source_location& where);

} // namespace ivschat::model
