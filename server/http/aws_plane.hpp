// Lives on the core. A call of the AWS API with what an emulator adds: fault rules that strike
// before it acts, the journal and the figures that it leaves behind.
#pragma once

#include "faults/rule_set.hpp"
#include "http/api.hpp"
#include "journal/recorder.hpp"
#include "metrics/counters.hpp"
#include "runtime/pauses.hpp"

#include <chrono>
#include <optional>

namespace ivschat::http {

class aws_plane {
public:
    aws_plane(api api, core& core, faults::rule_set& faults, journal::recorder& journal,
              metrics::counters& counters, runtime::pauses& delays, runtime::pauses& stalls);

    // No reply: the connection is to end with nothing said.
    runtime::awaitable<std::optional<reply>> handle(const request& request, call_record& known);
    // To be told of every reply, once what it says is safe.
    void conclude(call_record known, const reply& reply, std::chrono::nanoseconds took);

private:
    struct verdict {
        bool acts; // else `instead` holds
        std::optional<reply> instead = {};
    };

    runtime::awaitable<verdict> suffer(const faults::decision& decision, call_record& known);

    api api_;
    core& core_;
    faults::rule_set& faults_;
    journal::recorder& journal_;
    metrics::counters& counters_;
    runtime::pauses& delays_;
    runtime::pauses& stalls_;
};

} // namespace ivschat::http
