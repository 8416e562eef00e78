// The canonical request. What clients disagree on has several candidates, the likeliest first:
// a signature that fits any of them is good, since each of them binds the whole request.
// Internal to crypto/.
#pragma once

#include "crypto/sigv4.hpp"
#include "crypto/sigv4_signer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::crypto::sigv4 {

struct canonical_request {
    std::string method;
    // SDKs encode the path of the request line once more; curl --aws-sigv4 and signers made for
    // S3 do not. Either may have removed dot segments and empty ones before.
    std::vector<std::string> paths;
    // Sorted by encoded or by decoded values (Go, PHP), with or without a session token that was
    // added after signing.
    std::vector<std::string> queries;
    // Headers, the names of those signed, and the line feeds around them.
    std::string headers;
    // The body's hash, UNSIGNED-PAYLOAD, or either in a presigned request. Empty if the signed
    // x-amz-content-sha256 is not the body's.
    std::vector<std::string> payloads;
};

// The canonical request, where clients cannot disagree: an unsigned or presigned payload, a query
// or a path with other than plain characters leave a choice, and then there is nothing here.
std::optional<std::string> canonicalise_plain(const http_request_view& request,
                                              const sigv4_authorization& authorization);

canonical_request canonicalise(const http_request_view& request,
                               const sigv4_authorization& authorization);

std::string canonical_path(std::string_view path, path_rule rule);
// The names are in lower case, sorted, without repetition.
void append_headers(std::string& text, const http_request_view& request,
                    const std::vector<std::string>& names);
std::string canonical_headers(const http_request_view& request,
                              const std::vector<std::string>& names);
std::vector<std::string> canonical_paths(std::string_view path);
std::vector<std::string> canonical_queries(std::string_view target, bool presigned);

} // namespace ivschat::crypto::sigv4
