// From method, path and query to an operation and what it is called with.
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

// A route, or the reply that says that there is none (404, 405).
std::variant<route, reply> find_route(const request& request);

} // namespace ivschat::http
