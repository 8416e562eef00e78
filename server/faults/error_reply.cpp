#include "faults/error_reply.hpp"

#include <array>

namespace ivschat::faults {
namespace {

using model::api_error;
using model::error_kind;
namespace errors = model::errors;

// The errors of https://docs.aws.amazon.com/ivs/latest/ChatAPIReference/CommonErrors.html and the
// server's own. Those without a name in model::errors come from fault rules only.
constexpr std::array kinds{
    errors::access_denied,
    errors::conflict,
    errors::internal_server,
    errors::pending_verification,
    errors::resource_not_found,
    errors::service_quota_exceeded,
    errors::throttling,
    errors::validation,
    errors::expired_token,
    errors::incomplete_signature,
    error_kind{"InternalFailure", 500},
    errors::invalid_signature,
    errors::malformed_http_request,
    errors::missing_authentication_token,
    errors::not_authorized,
    error_kind{"OptInRequired", 403},
    error_kind{"RequestAbortedException", 400},
    errors::request_entity_too_large,
    error_kind{"RequestTimeoutException", 408},
    errors::serialization,
    error_kind{"ServiceUnavailable", 503},
    errors::unknown_operation,
    errors::unrecognized_client,
    errors::unsupported_media_type,
};

// Throttling and quota errors must report a limit. A fault rule has none, so any number will do.
constexpr std::uint32_t reported_limit = 1;

std::string resource_of(const injection_point& at) {
    return at.room_arn.empty() ? std::string{"*"} : std::string{at.room_arn};
}

std::string operation_of(const injection_point& at) { return "ivschat:" + std::string{at.action}; }

// The message that ivschat or a related AWS service was seen to send, else ours.
std::string default_message(error_kind kind, const injection_point& at) {
    if (kind.name == errors::access_denied.name) {
        return "User: arn:aws:iam::123456789012:user/fault is not authorized to perform: " +
               operation_of(at) + " on resource: " + resource_of(at);
    }
    if (kind.name == errors::pending_verification.name) {
        return "Your account is pending verification. Until the verification process is complete, "
               "you may not be able to carry out requests with this account. If you have "
               "questions, contact AWS Support.";
    }
    if (kind.name == errors::resource_not_found.name) {
        return "Resource: " + resource_of(at) + " not found";
    }
    if (kind.name == errors::throttling.name) {
        return "Operation: " + operation_of(at) +
               " exceeded call rate: " + std::to_string(reported_limit) +
               " for resource: " + resource_of(at);
    }
    if (kind.name == errors::internal_server.name) return "Internal error";
    return "A fault rule injected " + std::string{kind.name} + ".";
}

} // namespace

std::span<const error_kind> known_errors() { return kinds; }

api_error to_api_error(const error_reply& reply, const injection_point& at) {
    const auto name = reply.kind.name;
    const auto resource = resource_of(at);
    auto message = reply.message.empty() ? default_message(reply.kind, at) : reply.message;
    api_error error = api_error::plain(reply.kind, message);
    if (name == errors::conflict.name || name == errors::resource_not_found.name) {
        error = api_error::conflict(resource, std::move(message));
    } else if (name == errors::throttling.name || name == errors::service_quota_exceeded.name) {
        error = api_error::throttled(std::move(message), resource, reported_limit);
    }
    // The model requires an id of letters and digits only.
    if (error.resource_id && at.room_arn.empty()) error.resource_id = "none";
    error.kind = reply.kind; // the rule may have given it another status
    return error;
}

api_error to_api_error(const handshake_refusal& refusal) {
    const auto status = refusal.status;
    const auto kind = status == 401   ? errors::not_authorized
                      : status == 429 ? errors::throttling
                      : status >= 500 ? errors::internal_server
                                      : errors::access_denied;
    return api_error::plain({kind.name, status}, refusal.message);
}

} // namespace ivschat::faults
