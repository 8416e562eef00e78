// A request as the fronts see it, free of Beast.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::http {

// All views are into the connection's buffers and die with the request.
struct request {
    std::string_view method;
    std::string_view target; // path and query as they were sent, without scheme and authority
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::string_view body;

    std::string_view path() const { return target.substr(0, target.find('?')); }
    // Without the question mark; empty if there is none.
    std::string_view query() const {
        return target.substr(std::min(path().size() + 1, target.size()));
    }
    // The first header of that name, in any case.
    std::optional<std::string_view> header(std::string_view name) const;
    // All headers of that name as one list, which is what several of them mean (RFC 9110, 5.3).
    std::optional<std::string> list_header(std::string_view name) const;
};

// "/path?query" of "http://host/path?query", which clients of proxies send and servers must
// understand (RFC 9112, 3.2.2). Every other target is returned as it is.
std::string_view origin_form(std::string_view target);

struct reply {
    unsigned status = 200;
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string_view content_type = "application/json";
};

} // namespace ivschat::http
