// Requests to AWS services, or to emulators of them, signed with Signature Version 4.
#pragma once

#include "outbound/http_client.hpp"
#include "runtime/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::outbound {

struct aws_credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token; // empty if there is none

    // Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Nothing unless the
    // first two are set.
    static std::optional<aws_credentials> from_environment();
};

struct signing_scope {
    std::string region;
    std::string service; // "lambda", "s3", "logs", "firehose"
};

// Adds the headers X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256 and Authorization, or
// replaces them. `when` is the real time and not the server's, since the other side has its own
// clock.
void sign(http_request& request, const aws_credentials& credentials, const signing_scope& scope,
          runtime::timestamp when);

} // namespace ivschat::outbound
