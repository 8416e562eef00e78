// Recomputes a signature from the request and compares.
#include "crypto/secret.hpp"
#include "crypto/sigv4.hpp"
#include "crypto/sigv4_canonical.hpp"
#include "crypto/sigv4_signature.hpp"
#include "crypto/sigv4_text.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::crypto {

namespace {

using boost::system::result;
using namespace sigv4;
using kind = sigv4_error::kind;
using verdict = result<void, sigv4_error>;

constexpr std::size_t max_derived_keys = 64;

sigv4_error error(kind what, std::string message) { return {what, std::move(message), {}}; }

// In AWS's form: `5 min.`
std::string in_words(std::chrono::seconds time) {
    if (time.count() % 60 != 0) return std::to_string(time.count()) + " sec.";
    return std::to_string(time.count() / 60) + " min.";
}

verdict check_time(const sigv4_authorization& claim, std::chrono::sys_seconds now,
                   std::chrono::seconds skew) {
    const auto age = now - claim.signed_at;
    const auto limit = claim.presigned ? claim.expires : skew;
    if (claim.presigned ? age >= limit : age > limit)
        return error(kind::expired, "Signature expired: " + claim.timestamp +
                                        " is now earlier than " + format_timestamp(now - limit) +
                                        " (" + format_timestamp(now) + " - " + in_words(limit) +
                                        ")");
    if (age < -skew)
        return error(kind::not_yet_current,
                     "Signature not yet current: " + claim.timestamp + " is still later than " +
                         format_timestamp(now + skew) + " (" + format_timestamp(now) + " + " +
                         in_words(skew) + ")");
    return {};
}

verdict check_scope(const sigv4_authorization& claim, std::string_view service) {
    const auto& scope = claim.scope;
    std::string wrong;
    if (scope.region.empty())
        wrong += "Credential should be scoped to a valid region, not '" + scope.region + "'. ";
    if (scope.service != service)
        wrong.append("Credential should be scoped to correct service: '")
            .append(service)
            .append("'. ");
    if (scope.terminator != terminator)
        wrong += "Credential should be scoped with a valid terminator: 'aws4_request', not '" +
                 scope.terminator + "'. ";
    const auto date = claim.timestamp.substr(0, 8);
    if (scope.date != date)
        wrong += "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                 "from HTTP: '" +
                 scope.date + "' != '" + date + "', from '" + claim.timestamp + "'.";
    if (wrong.empty()) return {};
    return error(kind::wrong_scope, std::move(wrong));
}

key_scope key_scope_of(const credential_scope& scope) {
    return {.date = scope.date, .region = scope.region, .service = scope.service};
}

bool is_signature_of(std::string_view string_to_sign, const sigv4_authorization& claim,
                     const hmac_sha256_key& key) {
    return equal_constant_time(hex(key.sign(string_to_sign)), claim.signature);
}

// The fast path, which suffices for nearly all requests: there is one candidate.
bool matches_plain(const http_request_view& request, const sigv4_authorization& claim,
                   const hmac_sha256_key& key) {
    const auto canonical = canonicalise_plain(request, claim);
    if (!canonical) return false;
    auto text = string_to_sign_head(claim.timestamp, key_scope_of(claim.scope));
    append_hex(text, sha256(*canonical));
    return is_signature_of(text, claim, key);
}

bool matches(const canonical_request& request, const sigv4_authorization& claim,
             const hmac_sha256_key& key) {
    auto text = string_to_sign_head(claim.timestamp, key_scope_of(claim.scope));
    const auto head = text.size();
    for (const auto& payload : request.payloads)
        for (const auto& query : request.queries)
            for (const auto& path : request.paths) {
                text.resize(head);
                text += hash({request.method, path, query, request.headers, payload});
                if (is_signature_of(text, claim, key)) return true;
            }
    return false;
}

sigv4_error mismatch(const canonical_request& request, const sigv4_authorization& claim) {
    auto refusal = error(
        kind::mismatch,
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.");
    if (request.payloads.empty()) {
        refusal.detail = "\n\nThe header 'x-amz-content-sha256' does not match the body.";
        return refusal;
    }
    const auto& path = request.paths.front();
    const auto& query = request.queries.front();
    const auto& payload = request.payloads.front();
    refusal.detail = "\n\nThe Canonical String for this request should have been\n'" +
                     request.method + "\n" + path + "\n" + query + "\n" + request.headers +
                     payload + "'\n\nThe String-to-Sign should have been\n'" +
                     string_to_sign_head(claim.timestamp, key_scope_of(claim.scope)) +
                     hash({request.method, path, query, request.headers, payload}) + "'\n";
    return refusal;
}

} // namespace

credentials::credentials(std::string id, std::string secret)
    : access_key_id(std::move(id)), secret_access_key(std::move(secret)) {}

credentials::~credentials() { wipe(secret_access_key); }

sigv4_verifier::sigv4_verifier(std::string service, std::vector<credentials> accepted,
                               std::chrono::seconds skew)
    : service_(std::move(service)), credentials_(std::move(accepted)), skew_(skew) {}

const credentials* sigv4_verifier::find(std::string_view access_key) const noexcept {
    const auto found = std::ranges::find(credentials_, access_key, &credentials::access_key_id);
    return found == credentials_.end() ? nullptr : &*found;
}

const hmac_sha256_key& sigv4_verifier::signing_key(const credentials& owner,
                                                   const credential_scope& scope) {
    for (const auto& entry : derived_)
        if (entry.date == scope.date && entry.region == scope.region &&
            entry.access_key == scope.access_key)
            return entry.key;
    derived_key made{scope.access_key, scope.date, scope.region,
                     derive_key(owner.secret_access_key, key_scope_of(scope))};
    if (derived_.size() < max_derived_keys) return derived_.emplace_back(std::move(made)).key;
    auto& oldest = derived_[oldest_];
    oldest_ = (oldest_ + 1) % max_derived_keys;
    oldest = std::move(made);
    return oldest.key;
}

verdict sigv4_verifier::verify(const http_request_view& request, const sigv4_authorization& claim,
                               std::chrono::sys_time<std::chrono::nanoseconds> now) {
    if (auto timely = check_time(claim, std::chrono::floor<std::chrono::seconds>(now), skew_);
        !timely)
        return timely;
    if (!std::ranges::binary_search(claim.signed_headers, "host"))
        return error(kind::mismatch,
                     "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    if (auto scoped = check_scope(claim, service_); !scoped) return scoped;
    const auto owner = find(claim.scope.access_key);
    if (owner == nullptr)
        return error(kind::unknown_key, "The security token included in the request is invalid.");
    const auto& key = signing_key(*owner, claim.scope);
    if (matches_plain(request, claim, key)) return {};
    const auto canonical = canonicalise(request, claim);
    if (!matches(canonical, claim, key)) return mismatch(canonical, claim);
    return {};
}

} // namespace ivschat::crypto
