// From method and path to an operation.
#pragma once

#include "http/request.hpp"
#include "operations/table.hpp"

namespace ivschat::http {

struct route {
    const operations::operation* operation; // nullptr: see refusal
    reply refusal = {};                     // 404 or 405
};

route find_route(const request& request);

} // namespace ivschat::http
