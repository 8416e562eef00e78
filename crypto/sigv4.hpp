// The server's side of AWS Signature Version 4: who signed a request, when, and whether the
// signature is valid.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include "crypto/digest.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/config.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::crypto {

// Everything must outlive the call that takes the view.
struct http_request_view {
    std::string_view method;
    // Path and query exactly as on the request line.
    std::string_view target;
    // In the order of arrival, names in any case.
    std::span<const std::pair<std::string_view, std::string_view>> headers;
    // With any transfer encoding removed.
    std::string_view body;
};

struct credential_scope {
    std::string access_key;
    // yyyymmdd
    std::string date;
    std::string region;
    std::string service;
    // `aws4_request`, once verified.
    std::string terminator;
};

struct sigv4_authorization {
    credential_scope scope;
    // Lower case, sorted, without repetition.
    std::vector<std::string> signed_headers;
    std::string signature;
    // yyyymmddThhmmssZ, and the same as a time.
    std::string timestamp;
    std::chrono::sys_seconds signed_at;
    // Signed in the query, valid for `expires` from `signed_at`.
    bool presigned = false;
    std::chrono::seconds expires{0};
};

// Why a signature is refused. The texts are AWS's.
struct sigv4_error {
    enum class kind {
        // A part of the authorization is missing or cannot be read: IncompleteSignatureException.
        incomplete,
        // The access key is unknown: UnrecognizedClientException.
        unknown_key,
        // The rest is InvalidSignatureException. A wrong scope lacks a region, or has another
        // service, another terminator, or another day than the timestamp.
        wrong_scope,
        expired,
        not_yet_current,
        mismatch,
    };
    kind what = kind::mismatch;
    std::string message;
    // After a mismatch, the canonical string and the string to sign as computed here, in the words
    // of API Gateway's messages. Contains only what the client sent.
    std::string detail;
};
BOOST_NORETURN void throw_exception_from_error(const sigv4_error& error,
                                               const boost::source_location& where);

// Parses the Authorization header or, without one, the query. Returns nullopt if neither has an
// authorization. Checks only the form.
boost::system::result<std::optional<sigv4_authorization>, sigv4_error>
parse_authorization(const http_request_view& request);

struct credentials {
    std::string access_key_id;
    std::string secret_access_key;

    credentials(std::string id, std::string secret);
    credentials(const credentials&) = default;
    credentials(credentials&&) = default;
    credentials& operator=(const credentials&) = default;
    credentials& operator=(credentials&&) = default;
    ~credentials();
};

// Lives on one shard.
class sigv4_verifier {
public:
    sigv4_verifier(std::string service, std::vector<credentials> accepted,
                   std::chrono::seconds skew = std::chrono::minutes(5));

    // Checks the time, that the host is signed, the scope, the access key and the signature, in the
    // order observed of AWS (github mhart/dynalite, index.js). Accepts any region. The time of
    // signing may differ from `now` by up to `skew`, inclusively; a presigned request is valid for
    // less than `expires` after signing. Fractions of seconds do not count. Headers other than the
    // host need not be signed, not even x-amz-*: awscurl does not sign all of them. An unsigned
    // x-amz-content-sha256 is ignored in favour of the body's actual hash.
    boost::system::result<void, sigv4_error>
    verify(const http_request_view& request, const sigv4_authorization& authorization,
           std::chrono::sys_time<std::chrono::nanoseconds> now);

private:
    struct derived_key {
        std::string access_key;
        std::string date;
        std::string region;
        hmac_sha256_key key;
    };

    const credentials* find(std::string_view access_key) const noexcept;
    const hmac_sha256_key& signing_key(const credentials& owner, const credential_scope& scope);

    std::string service_;
    std::vector<credentials> credentials_;
    std::chrono::seconds skew_;
    // At most 64. A new key replaces the oldest one.
    std::vector<derived_key> derived_;
    std::size_t oldest_ = 0;
};

} // namespace ivschat::crypto
