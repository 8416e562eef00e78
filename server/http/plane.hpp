// The server has several planes, such as the AWS API and the control API, under one address. Each
// serves the paths under a prefix.
#pragma once

#include "http/call_record.hpp"
#include "http/request.hpp"
#include "runtime/asio.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace ivschat::http {

class plane {
public:
    // `path` is what follows the prefix in the request's path. The request outlives the call; what
    // the plane finds out about it goes into `record`. Without a reply, the connection is reset.
    virtual runtime::awaitable<std::optional<reply>>
    handle(const request& request, std::string_view path, call_record& record) = 0;

    // Called with every reply, once the changes behind it are durable.
    virtual void log_call(call_record record, const reply& reply, std::chrono::nanoseconds took) {
        static_cast<void>(record);
        static_cast<void>(reply);
        static_cast<void>(took);
    }

protected:
    ~plane() = default;
};

} // namespace ivschat::http
