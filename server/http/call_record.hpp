// What is known of a call of the AWS API beside its reply.
#pragma once

#include "chat/quotas.hpp"
#include "operations/table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::http {

// The views are into tables that live as long as the program.
struct call_record {
    std::uint64_t epoch = 0; // in which the call began, as `epochs` counts
    std::optional<chat::api_operation> operation = {}; // not set: no such operation exists
    std::string_view name = {};                        // of the operation
    operations::subject about = {};
    std::string_view error_name = {}; // empty: the call succeeded
    // The error's message, unless authentication failed: those messages quote the signature.
    std::string why = {};
};

} // namespace ivschat::http
