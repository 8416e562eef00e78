// Requests and replies, without Beast.
#pragma once

#include "runtime/close_notifier.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::http {

// All views are into the connection's buffers and are valid only until its next request.
struct request {
    std::string_view method;
    std::string_view target; // path and query as they were sent, without scheme and authority
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::string_view body;
    runtime::close_notifier* connection = nullptr; // of the client; null if nothing can watch it

    std::string_view path() const { return target.substr(0, target.find('?')); }
    // Without the question mark; empty if there is none.
    std::string_view query() const {
        return target.substr(std::min(path().size() + 1, target.size()));
    }
    // The value of the first header of that name, whose case does not matter.
    std::optional<std::string_view> header(std::string_view name) const;
    // The values of all headers of that name, joined to one list (RFC 9110, 5.3).
    std::optional<std::string> list_header(std::string_view name) const;
};

// Turns the absolute form "http://host/path?query", which clients send to proxies and servers must
// accept (RFC 9112, 3.2.2), into "/path?query". Returns every other target unchanged.
std::string_view origin_form(std::string_view target);

struct reply {
    unsigned status = 200;
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string_view content_type = "application/json";
};

} // namespace ivschat::http
