// Errors that a client gets instead of a reply: those of the API model, and those common to all AWS
// services.
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

// In the API model.
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
    // Written together with resourceType, which is ROOM even for logging configurations: the API
    // model has no other value.
    std::optional<std::string> resource_id;
    std::optional<std::uint32_t> limit; // of a rate or a quota
    std::vector<field_failure> fields;  // ValidationException only

    static api_error plain(error_kind kind, std::string message);
    // The message has the number of failures and joins theirs, as in Smithy services. `fields` must
    // not be empty.
    static api_error validation(std::vector<field_failure> fields);
    // `arn` is the resource that the client named. resourceId has only the id in it, as AWS's has.
    static api_error not_found(std::string_view arn);
    static api_error conflict(std::string_view arn, std::string message);
    // `resource` is an ARN, or an account if the limit is one of the account.
    static api_error throttled(std::string message, std::string_view resource, std::uint32_t limit);
    static api_error quota_exceeded(std::string message, std::string_view resource,
                                    std::uint32_t limit);
};

// The JSON body: the members of the API model, with `message` in lower case, which all SDKs read.
std::string encode(const api_error& error);

template <class T>
using result = boost::system::result<T, api_error>;

// Called only by `value()` on a failed result, which is a bug in this program.
[[noreturn]] void throw_exception_from_error(const api_error& error,
                                             const boost::source_location& where);

} // namespace ivschat::model
