// Every operation of the API: where it is found and what it does with a body.
//
// To add one: describe its request and response in model/, write its function in operations/, and
// add a row to the table.
#pragma once

#include "operations/environment.hpp"

#include "chat/room.hpp"
#include "model/api_error.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ivschat::operations {

struct operation {
    std::string_view name;
    std::string_view method;
    std::string_view path;
    unsigned status; // of success
    // Decodes and validates the body, acts, and gives the body of the reply.
    model::result<std::string> (*invoke)(environment& env, const chat::caller& caller,
                                         std::string_view body);
};

std::span<const operation> all();

} // namespace ivschat::operations
