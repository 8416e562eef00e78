#include "chat_log/aws_reply.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace ivschat::chat_log {
namespace {

using nlohmann::json;

// "com.amazonaws.logs#ResourceNotFoundException", "ResourceNotFoundException:http://…"
std::string unqualified_code(std::string_view type) {
    type.remove_prefix(type.rfind('#') + 1);
    return std::string{type.substr(0, type.find(':'))};
}

std::string text_of(const json& object, const char* name) {
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// S3's errors are flat XML: <Error><Code>NoSuchBucket</Code>…
std::string element_of(std::string_view xml, std::string_view name) {
    const auto tag = "<" + std::string{name} + ">";
    const auto begin = xml.find(tag);
    if (begin == std::string_view::npos) return {};
    const auto rest = xml.substr(begin + tag.size());
    return std::string{rest.substr(0, rest.find('<'))};
}

struct error_details {
    std::string code;
    std::string message;
};

error_details read_error(const outbound::http_response& response) {
    error_details error;
    const auto body = json::parse(response.body, nullptr, false);
    if (body.is_object()) {
        error.code = text_of(body, "__type");
        error.message = text_of(body, body.contains("message") ? "message" : "Message");
    } else {
        error.code = element_of(response.body, "Code");
        error.message = element_of(response.body, "Message");
    }
    if (error.code.empty()) error.code = response.header("x-amzn-ErrorType");
    error.code = unqualified_code(error.code);
    return error;
}

template <std::size_t Count>
bool is_one_of(std::string_view code, const std::array<std::string_view, Count>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

constexpr std::array<std::string_view, 3> not_found_codes{"NoSuchBucket",
                                                          "ResourceNotFoundException", "NotFound"};

constexpr std::array<std::string_view, 12> access_denied_codes{
    "AccessDenied",         "AccessDeniedException",        "ExpiredTokenException",
    "IncompleteSignature",  "IncompleteSignatureException", "InvalidAccessKeyId",
    "InvalidClientTokenId", "InvalidSignatureException",    "MissingAuthenticationTokenException",
    "NotAuthorized",        "SignatureDoesNotMatch",        "UnrecognizedClientException"};

// The retryable ones among those with a status of 4xx.
constexpr std::array<std::string_view, 9> retryable_codes{
    "LimitExceededException",      "OperationAborted",
    "OperationAbortedException",   "RequestTimeout",
    "ServiceUnavailableException", "SlowDown",
    "ThrottledException",          "Throttling",
    "ThrottlingException"};

} // namespace

aws_reply read_reply(const outbound::http_response& response) {
    aws_reply reply{.status = response.status, .code = {}, .body = response.body, .message = {}};
    if (reply.is_success()) return reply;
    auto error = read_error(response);
    reply.message = "status " + std::to_string(response.status);
    if (!error.code.empty()) reply.message += ", " + error.code;
    if (!error.message.empty()) reply.message += ": " + error.message;
    reply.code = std::move(error.code);
    return reply;
}

aws_reply read_failure(const outbound::http_failure& failure) {
    return {.status = 0,
            .code = {},
            .body = {},
            .message = failure.message,
            .is_permanent = failure.what == outbound::http_failure::kind::not_trusted};
}

outcome classify(const aws_reply& reply) {
    using enum outcome::kind;
    const auto verdict = [&] {
        if (reply.is_success()) return delivered;
        if (reply.status == 0) return reply.is_permanent ? refused : try_again;
        if (reply.status >= 500 || reply.status == 429 || reply.status == 408) return try_again;
        if (is_one_of(reply.code, retryable_codes)) return try_again;
        if (is_one_of(reply.code, not_found_codes)) return not_found;
        if (is_one_of(reply.code, access_denied_codes)) return access_denied;
        if (reply.status == 404) return not_found;
        if (reply.status == 401 || reply.status == 403) return access_denied;
        return refused;
    };
    return {.what = verdict(), .message = reply.message};
}

std::size_t rejected_events(std::string_view text, std::size_t sent) {
    const auto body = json::parse(text, nullptr, false);
    if (!body.is_object() || !body.contains("rejectedLogEventsInfo")) return 0;
    const auto& info = body["rejectedLogEventsInfo"];
    if (!info.is_object()) return 0;
    const auto index = [&](const char* name, std::size_t otherwise) {
        const auto found = info.find(name);
        if (found == info.end() || !found->is_number_unsigned()) return otherwise;
        return std::min(found->get<std::size_t>(), sent);
    };
    // Events are sorted by time: the oldest come first, the newest last.
    const auto first_accepted =
        std::max(index("tooOldLogEventEndIndex", 0), index("expiredLogEventEndIndex", 0));
    const auto end_of_accepted = std::max(first_accepted, index("tooNewLogEventStartIndex", sent));
    return first_accepted + (sent - end_of_accepted);
}

std::optional<std::vector<bool>> accepted_records(std::string_view text, std::size_t sent) {
    const auto body = json::parse(text, nullptr, false);
    if (!body.is_object()) return std::nullopt;
    const auto count = body.find("FailedPutCount");
    if (count != body.end() && count->is_number() && *count == 0) {
        return std::vector<bool>(sent, true);
    }
    const auto found = body.find("RequestResponses");
    if (found == body.end() || !found->is_array() || found->size() != sent) return std::nullopt;
    std::vector<bool> accepted;
    for (const auto& each : *found) accepted.push_back(text_of(each, "ErrorCode").empty());
    return accepted;
}

} // namespace ivschat::chat_log
