// AWS Signature Version 4 as a server sees it: who signed this request, when, and is it true?
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
    // yyyymmddThhmmssZ, and the moment it names.
    std::string timestamp;
    std::chrono::sys_seconds signed_at;
    // Signed in the query, valid for `expires` from `signed_at`.
    bool presigned = false;
    std::chrono::seconds expires{0};
};

// Why a request is not believed. The texts are those of AWS.
struct sigv4_error {
    enum class kind {
        // A part of the authorization is missing or cannot be read: IncompleteSignatureException.
        incomplete,
        // The access key is not known here: UnrecognizedClientException.
        unknown_key,
        // The rest is InvalidSignatureException. A wrong scope has one or more of: no region,
        // another service, another terminator, another day than that of the time stamp.
        wrong_scope,
        expired,
        not_yet_current,
        mismatch,
    };
    kind what = kind::mismatch;
    std::string message;
    // Of a mismatch: the canonical string and the string to sign as computed here, worded as API
    // Gateway appends them to the message. Says nothing that the caller did not send.
    std::string detail;
};
BOOST_NORETURN void throw_exception_from_error(const sigv4_error& error,
                                               const boost::source_location& where);

// What the Authorization header, or else the query, claims. nullopt when the request carries
// neither. Nothing is checked yet but the form.
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
    sigv4_verifier(std::string service, std::vector<credentials> known,
                   std::chrono::seconds skew = std::chrono::minutes(5));

    // Checks, in the order observed of AWS (github mhart/dynalite, index.js): time, that the host
    // is signed, scope, access key, signature. Any region is served. The moment of signing may
    // lie `skew` before or after `now`, bounds included; a presigned request is good until
    // `expires` after it was signed, exclusively. Fractions of seconds do not count.
    // Headers other than the host need no signature, x-amz-* included: awscurl sends some that it
    // does not sign. What is not signed is not believed: the body's own hash is used then.
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
    std::vector<credentials> known_;
    std::chrono::seconds skew_;
    // At most 64; the oldest is overwritten.
    std::vector<derived_key> derived_;
    std::size_t oldest_ = 0;
};

} // namespace ivschat::crypto
