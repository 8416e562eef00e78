// Settings of message reviews.
#pragma once

#include "outbound/aws_request.hpp"
#include "review/handlers.hpp"

#include <chrono>
#include <cstddef>

namespace ivschat::review {

struct settings {
    handler_settings handlers = {};
    outbound::aws_credentials credentials = {"test", "test", ""};
    std::chrono::milliseconds timeout{200}; // as on AWS
    std::size_t concurrency = 1000; // reviews in flight; the others wait within their timeout
};

} // namespace ivschat::review
