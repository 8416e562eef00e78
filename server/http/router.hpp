// Finds the operation, and its parameters, by method, path and query.
#pragma once

#include "http/request.hpp"
#include "model/api_error.hpp"
#include "operations/table.hpp"

#include <variant>

namespace ivschat::http {

struct route {
    const operations::operation* operation;
    operations::call call;
};

// The route, or the reply to a request that has none (404, 405).
std::variant<route, reply> find_route(const request& request);

} // namespace ivschat::http
