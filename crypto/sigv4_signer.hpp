// AWS Signature Version 4 as a client makes it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include "crypto/sigv4.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::crypto {

// What becomes of the path on the request line before it is signed.
struct path_rule {
    // "." and ".." and empty segments are removed.
    bool is_normalised = true;
    // It is percent-encoded, although it is already.
    bool is_encoded_again = true;
};
// "Each path segment must be URI-encoded twice except for Amazon S3 which only gets URI-encoded
// once", and whose keys may contain any segments: the IAM guide.
inline constexpr path_rule s3_paths{.is_normalised = false, .is_encoded_again = false};

// Everything must outlive the call that takes the views.
struct sigv4_signing {
    std::string_view access_key_id;
    std::string_view secret_access_key;
    std::string_view session_token = {}; // empty: none
    std::string_view region;
    std::string_view service;
    std::chrono::sys_seconds when;
    path_rule path = {};
    // Adds X-Amz-Content-Sha256, which S3 demands.
    bool is_payload_stated = true;
};

// The headers to add to the request, in this order: X-Amz-Date, X-Amz-Security-Token,
// X-Amz-Content-Sha256, Authorization. The request must have its Host and none of these. Signs all
// of its headers but those that its way through the network may change.
std::vector<std::pair<std::string, std::string>> sign(const http_request_view& request,
                                                      const sigv4_signing& how);

} // namespace ivschat::crypto
