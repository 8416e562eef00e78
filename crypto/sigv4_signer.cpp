#include "crypto/sigv4_signer.hpp"

#include "crypto/sigv4_canonical.hpp"
#include "crypto/sigv4_signature.hpp"
#include "crypto/sigv4_text.hpp"

#include <algorithm>

namespace ivschat::crypto {

namespace {

using namespace sigv4;
using owned_headers = std::vector<std::pair<std::string, std::string>>;

// botocore's list (auth.py, SIGNED_HEADERS_BLACKLIST) and the hop-by-hop headers.
constexpr std::string_view unsigned_headers[] = {
    "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"};

// Lower case, sorted, without repetition.
std::vector<std::string> names_to_sign(const http_request_view& request) {
    std::vector<std::string> names;
    for (const auto& header : request.headers) {
        auto name = to_lower(header.first);
        if (std::ranges::find(unsigned_headers, name) == std::end(unsigned_headers))
            names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string authorization(const http_request_view& request, const sigv4_signing& how,
                          std::string_view timestamp, std::string_view payload) {
    const key_scope scope{timestamp.substr(0, 8), how.region, how.service};
    const auto names = names_to_sign(request);
    const auto path = canonical_path(path_of(request.target), how.path);
    const auto query = canonical_queries(request.target, false).front();
    const auto headers = canonical_headers(request, names);
    auto to_sign = string_to_sign_head(timestamp, scope);
    to_sign += hash({request.method, path, query, headers, payload});
    std::string text(algorithm);
    text.append(" Credential=").append(how.access_key_id).append("/").append(to_text(scope));
    text.append(", SignedHeaders=");
    for (const auto& name : names) text.append(&name == &names.front() ? "" : ";").append(name);
    const auto signature = derive_key(how.secret_access_key, scope).sign(to_sign);
    return text.append(", Signature=").append(hex(signature));
}

} // namespace

owned_headers sign(const http_request_view& request, const sigv4_signing& how) {
    const auto timestamp = format_timestamp(how.when);
    const auto payload = hex(sha256(request.body));
    owned_headers added{{"X-Amz-Date", timestamp}};
    if (!how.session_token.empty()) added.emplace_back("X-Amz-Security-Token", how.session_token);
    if (how.is_payload_stated) added.emplace_back("X-Amz-Content-Sha256", payload);
    std::vector<std::pair<std::string_view, std::string_view>> all(request.headers.begin(),
                                                                   request.headers.end());
    all.insert(all.end(), added.begin(), added.end());
    auto complete = request;
    complete.headers = all;
    added.emplace_back("Authorization", authorization(complete, how, timestamp, payload));
    return added;
}

} // namespace ivschat::crypto
