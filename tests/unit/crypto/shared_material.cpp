#include "shared_material.hpp"

#include "crypto/sigv4_text.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace ivschat::crypto::test {

namespace {

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string joined_chunks(std::string_view text) {
    std::string body;
    for (;;) {
        const auto size = std::stoul(std::string(take_line(text)), nullptr, 16);
        if (size == 0) return body;
        body += text.substr(0, size);
        text.remove_prefix(size);
        take_line(text);
    }
}

} // namespace

std::string* http_request::header(std::string_view name) {
    for (auto& [given, value] : headers)
        if (sigv4::equal_ignoring_case(given, name)) return &value;
    return nullptr;
}

request_view::request_view(const http_request& request)
    : headers_(request.headers.begin(), request.headers.end()),
      view_{request.method, request.target, headers_, request.body} {}

http_request parse_http(std::string_view text) {
    http_request request;
    const auto line = take_line(text);
    const auto method = line.find(' ');
    const auto version = line.rfind(' ');
    request.method = line.substr(0, method);
    request.target = line.substr(method + 1, version - method - 1);
    while (!text.empty()) {
        const auto field = take_line(text);
        if (field.empty()) break;
        if (field.front() == ' ') {
            request.headers.back().second.append(" ").append(field);
            continue;
        }
        const auto colon = field.find(':');
        request.headers.emplace_back(field.substr(0, colon), field.substr(colon + 1));
    }
    const bool chunked = request.header("transfer-encoding") != nullptr;
    request.body = chunked ? joined_chunks(text) : std::string(text);
    return request;
}

std::filesystem::path shared_directory() {
    if (const auto* named = std::getenv("IVSCHAT_SHARED")) return named;
    return std::filesystem::path(IVSCHAT_SOURCE_DIR) / ".." / "shared";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace ivschat::crypto::test
