#include "outbound/aws_request.hpp"

#include "crypto/sigv4_signer.hpp"
#include "text/ascii.hpp"

#include <algorithm>
#include <cstdlib>

namespace ivschat::outbound {
namespace {

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// Removes the headers of an earlier signature, for a request that is sent again.
void remove(std::vector<std::pair<std::string, std::string>>& headers, std::string_view name) {
    std::erase_if(headers, [name](const auto& header) {
        return text::equal_ignoring_case(header.first, name);
    });
}

} // namespace

std::optional<aws_credentials> aws_credentials::from_environment() {
    aws_credentials found{.access_key_id = environment("AWS_ACCESS_KEY_ID"),
                          .secret_access_key = environment("AWS_SECRET_ACCESS_KEY"),
                          .session_token = environment("AWS_SESSION_TOKEN")};
    if (found.access_key_id.empty() || found.secret_access_key.empty()) return std::nullopt;
    return found;
}

void sign(http_request& request, const aws_credentials& credentials, const signing_scope& scope,
          runtime::timestamp when) {
    for (const auto name :
         {"X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256", "Authorization"})
        remove(request.headers, name);
    const auto host = request.where.authority();
    std::vector<std::pair<std::string_view, std::string_view>> headers{{"Host", host}};
    headers.insert(headers.end(), request.headers.begin(), request.headers.end());
    const bool is_s3 = scope.service == "s3";
    auto added = crypto::sign({.method = request.method,
                               .target = request.where.target,
                               .headers = headers,
                               .body = request.body},
                              {.access_key_id = credentials.access_key_id,
                               .secret_access_key = credentials.secret_access_key,
                               .session_token = credentials.session_token,
                               .region = scope.region,
                               .service = scope.service,
                               .when = std::chrono::floor<std::chrono::seconds>(when),
                               .path = is_s3 ? crypto::s3_paths : crypto::path_rule{}});
    std::ranges::move(added, std::back_inserter(request.headers));
}

} // namespace ivschat::outbound
