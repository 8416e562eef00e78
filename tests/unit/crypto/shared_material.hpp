// The public vectors and captured requests that lie beside the repository, and requests as text.
// They are not part of it: where they are absent, the tests that read them say so and pass.
#pragma once

#include "crypto/sigv4.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::crypto::test {

// A request that owns its texts.
struct http_request {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    // The first header of that (lower-case) name, or null.
    std::string* header(std::string_view name);
};

// A view of a request and the memory that the view needs.
class request_view {
public:
    explicit request_view(const http_request& request);
    request_view(const request_view&) = delete;
    request_view& operator=(const request_view&) = delete;

    const http_request_view& operator*() const { return view_; }

private:
    std::vector<std::pair<std::string_view, std::string_view>> headers_;
    http_request_view view_;
};

// Reads a request with either kind of line end. Lines that continue a header are joined to it by
// a space, as RFC 9112 section 5.2 demands of a server; a chunked body is put together.
http_request parse_http(std::string_view text);

// `../shared` beside the source, or what IVSCHAT_SHARED names.
std::filesystem::path shared_directory();

std::string read_file(const std::filesystem::path& path);

} // namespace ivschat::crypto::test
