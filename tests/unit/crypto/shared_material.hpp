// Public test vectors and captured requests from a directory beside the repository, and requests as
// texts. The directory is not part of the repository: without it, the tests that read it say so and
// pass.
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

    // The value of the first header of that (lower-case) name, or null.
    std::string* header(std::string_view name);
};

// A view of a request with the memory that it refers to.
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

// Parses a request with either kind of line end. Joins continuation lines of a header by a space,
// as RFC 9112, section 5.2 requires of a server, and decodes a chunked body.
http_request parse_http(std::string_view text);

// The directory that IVSCHAT_SHARED names, by default `../shared` beside the source.
std::filesystem::path shared_directory();

std::string read_file(const std::filesystem::path& path);

} // namespace ivschat::crypto::test
