// The client's side of AWS Signature Version 4.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include "crypto/sigv4.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::crypto {

// How the path on the request line is changed for signing.
struct path_rule {
    // Removes ".", ".." and empty segments.
    bool is_normalised = true;
    // Percent-encodes the path a second time.
    bool is_encoded_again = true;
};
// The IAM guide: "Each path segment must be URI-encoded twice except for Amazon S3 which only gets
// URI-encoded once". Keys in S3 may contain any segments.
inline constexpr path_rule s3_paths{.is_normalised = false, .is_encoded_again = false};

// The views must outlive the call.
struct sigv4_signing {
    std::string_view access_key_id;
    std::string_view secret_access_key;
    std::string_view session_token = {}; // empty if there is none
    std::string_view region;
    std::string_view service;
    std::chrono::sys_seconds when;
    path_rule path = {};
    // Adds X-Amz-Content-Sha256, which S3 requires.
    bool is_payload_stated = true;
};

// The headers to add to the request, in this order: X-Amz-Date, X-Amz-Security-Token,
// X-Amz-Content-Sha256, Authorization. The request must have Host and none of these. Signs all
// headers except those that proxies may change.
std::vector<std::pair<std::string, std::string>> sign(const http_request_view& request,
                                                      const sigv4_signing& how);

} // namespace ivschat::crypto
