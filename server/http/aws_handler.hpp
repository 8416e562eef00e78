// Lives on the core. The plane of the AWS API, with what an emulator adds: fault rules that take
// effect before a call does, and the journal and metrics that record it.
#pragma once

#include "core/epochs.hpp"
#include "faults/holds.hpp"
#include "faults/rule_set.hpp"
#include "http/api.hpp"
#include "http/cors_policy.hpp"
#include "http/plane.hpp"
#include "journal/journal.hpp"
#include "metrics/counters.hpp"

#include <chrono>
#include <optional>

namespace ivschat::http {

class aws_handler final : public plane {
public:
    aws_handler(api api, core& core, faults::rule_set& faults, journal::journal& journal,
                metrics::counters& counters, faults::holds& holds, const epochs& epochs,
                const cors_policy& cors);

    runtime::awaitable<std::optional<reply>> handle(const request& request, std::string_view path,
                                                    call_record& record) override;
    void log_call(call_record record, const reply& reply, std::chrono::nanoseconds took) override;

private:
    struct fault_outcome {
        bool call_goes_on;
        // If the call does not go on; without a reply, the connection is reset.
        std::optional<http::reply> reply = {};
    };

    runtime::awaitable<std::optional<reply>> call(const request& request, call_record& record);
    runtime::awaitable<fault_outcome> apply_fault(const faults::decision& decision,
                                                  call_record& record,
                                                  runtime::close_notifier* client);

    api api_;
    core& core_;
    faults::rule_set& faults_;
    journal::journal& journal_;
    metrics::counters& counters_;
    faults::holds& holds_;
    const epochs& epochs_;
    const cors_policy& cors_;
};

} // namespace ivschat::http
