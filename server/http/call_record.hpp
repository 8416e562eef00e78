// What is known of a call of the AWS API beside its reply.
#pragma once

#include "chat/quotas.hpp"
#include "operations/table.hpp"
#include "runtime/durability.hpp"

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
    // The error's message, unless authentication failed: those messages quote the signature.
    std::string why = {};
    bool is_preflight = false; // of CORS: asked by a browser, and no call of the API
    // Tells which changes of the state are the call's own. Null: nobody asks.
    const runtime::durability* durability = nullptr;
    std::uint64_t last_change = 0; // before the call acted

    // To be called after a wait and before the call acts: the reply then depends on no change that
    // others have made meanwhile.
    void ignore_changes_so_far() {
        if (durability != nullptr) last_change = durability->last_change();
    }
};

} // namespace ivschat::http
