// Every operation of the API: where it is found and what it does.
//
// To add one: describe its request and response in model/, write its function in operations/, and
// add a row to rows.hpp.
#pragma once

#include "chat/caller.hpp"
#include "chat/quotas.hpp"
#include "model/api_error.hpp"
#include "operations/call.hpp"
#include "operations/environment.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace ivschat::operations {

// The errors that the API model gives an operation; the places that it does not need are empty.
using error_list = std::array<model::error_kind, 6>;

struct operation {
    std::string_view name;
    std::string_view method;
    std::string_view path; // may end in a variable part: "/tags/{resourceArn}"
    unsigned status;       // of success
    chat::api_operation quota;
    error_list errors;
    // The one parameter that the query may hold; empty: none.
    std::string_view query_parameter;
    // Decodes and validates the request, acts, and gives the body of the reply.
    model::result<std::string> (*invoke)(environment& env, const chat::caller& caller,
                                         const call& call);
};

std::span<const operation> all();

} // namespace ivschat::operations
