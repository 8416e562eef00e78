// Lives on the core. A call of the AWS API with what an emulator adds: fault rules before it acts,
// its journal entry and its metrics.
#pragma once

#include "faults/rule_set.hpp"
#include "http/api.hpp"
#include "journal/journal.hpp"
#include "metrics/counters.hpp"
#include "runtime/cancellable_delays.hpp"

#include <chrono>
#include <optional>

namespace ivschat::http {

class aws_handler {
public:
    aws_handler(api api, core& core, faults::rule_set& faults, journal::journal& journal,
                metrics::counters& counters, runtime::cancellable_delays& delays,
                runtime::cancellable_delays& stalls);

    // No reply: the connection is to end with nothing said.
    runtime::awaitable<std::optional<reply>> handle(const request& request, call_record& record);
    // To be told of every reply, once what it says is safe.
    void log_call(call_record record, const reply& reply, std::chrono::nanoseconds took);

private:
    struct verdict {
        bool acts; // else `instead` holds
        std::optional<reply> instead = {};
    };

    runtime::awaitable<verdict> apply_fault(const faults::decision& decision, call_record& record);

    api api_;
    core& core_;
    faults::rule_set& faults_;
    journal::journal& journal_;
    metrics::counters& counters_;
    runtime::cancellable_delays& delays_;
    runtime::cancellable_delays& stalls_;
};

} // namespace ivschat::http
