// Signs requests exactly as told, so that a test can imitate any client, correct or not.
#pragma once

#include "shared_material.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::crypto::test {

inline constexpr char example_key[] = "AKIDEXAMPLE";
inline constexpr char example_secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct signing {
    std::string method = "POST";
    // As in the canonical request.
    std::string path = "/CreateRoom";
    std::string query;
    // Lower-case names, sorted, with canonical values.
    std::vector<std::pair<std::string, std::string>> headers = {{"host", "localhost"},
                                                                {"x-amz-date", "20261122T080000Z"}};
    // The hash of `{}`.
    std::string payload = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    std::string timestamp = "20261122T080000Z";
    std::string date = "20261122";
    std::string region = "us-east-1";
    std::string service = "ivschat";
    std::string access_key = example_key;
    std::string secret = example_secret;

    std::string scope() const;
    std::string signed_headers() const;
    std::string signature() const;
    // The value of the Authorization header.
    std::string authorization() const;
};

// `POST /CreateRoom` with the body `{}`, the headers of `signing` and its Authorization header. The
// target is the canonical path and query.
http_request signed_request(const signing& how);

// A presigned GET of `/` with the given expiry. `more` is added to the query after X-Amz-Expires.
http_request presigned(std::string_view expires, std::string_view payload = "UNSIGNED-PAYLOAD",
                       std::string_view more = {});

// The default time of `signing`.
inline constexpr std::chrono::sys_seconds signing_time{std::chrono::seconds(1795334400)};

struct outcome {
    bool believed = false;
    sigv4_error::kind what{};
    std::string message = {};
    std::string detail = {};
};

// The verdict of a verifier for ivschat that knows the example key. The request must have an
// authorization.
outcome judge(const http_request& request,
              std::chrono::sys_time<std::chrono::nanoseconds> now = signing_time);

} // namespace ivschat::crypto::test
