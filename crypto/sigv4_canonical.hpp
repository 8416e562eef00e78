// The canonical request. Parts that clients encode differently have several candidates, the
// likeliest first. A signature may match any of them, since each covers the whole request. Internal
// to crypto/.
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
    // SDKs encode the path of the request line a second time; curl --aws-sigv4 and signers for S3
    // do not. Either kind may have removed dot segments and empty segments before.
    std::vector<std::string> paths;
    // Sorted by encoded values or by decoded ones (Go, PHP), and with or without a session token
    // that was added after signing.
    std::vector<std::string> queries;
    // The signed headers and the list of their names, with line feeds.
    std::string headers;
    // The body's hash or UNSIGNED-PAYLOAD, or both for a presigned request. Empty if the signed
    // x-amz-content-sha256 is not the body's hash.
    std::vector<std::string> payloads;
};

// The canonical request if there is only one candidate. Nothing for a presigned request, an
// unsigned payload, a query, or a path with characters that need encoding.
std::optional<std::string> canonicalise_plain(const http_request_view& request,
                                              const sigv4_authorization& authorization);

canonical_request canonicalise(const http_request_view& request,
                               const sigv4_authorization& authorization);

std::string canonical_path(std::string_view path, path_rule rule);
// `names` must be in lower case, sorted and unique.
void append_headers(std::string& text, const http_request_view& request,
                    const std::vector<std::string>& names);
std::string canonical_headers(const http_request_view& request,
                              const std::vector<std::string>& names);
std::vector<std::string> canonical_paths(std::string_view path);
std::vector<std::string> canonical_queries(std::string_view target, bool presigned);

} // namespace ivschat::crypto::sigv4
