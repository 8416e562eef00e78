// Every operation of the API: its route and its function.
//
// docs/architecture.md says how to add one.
#pragma once

#include "chat/caller.hpp"
#include "chat/quotas.hpp"
#include "model/api_error.hpp"
#include "operations/call.hpp"
#include "operations/environment.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ivschat::operations {

struct operation {
    std::string_view name;
    std::string_view method;
    std::string_view path; // may end in a variable part: "/tags/{resourceArn}"
    unsigned status;       // of success
    chat::api_operation quota;
    // The one query parameter; empty: there is none.
    std::string_view query_parameter;
    // Decodes and validates the request, carries it out and returns the body of the reply.
    model::result<std::string> (*invoke)(environment& env, const chat::caller& caller,
                                         const call& call);
};

std::span<const operation> all();

} // namespace ivschat::operations
