// Lives on the core. The AWS calls and handshakes that fault rules hold, and what ends their holds.
#pragma once

#include "faults/decision.hpp"
#include "runtime/asio.hpp"
#include "runtime/close_notifier.hpp"

#include <list>
#include <string>
#include <string_view>

namespace ivschat::faults {

enum class hold_end {
    elapsed,
    rules_changed,
    reset,    // of everything, or of its room
    shutdown, // or the holds were closed before
    peer_closed,
};

class holds {
public:
    explicit holds(runtime::executor runs_on) : executor_{runs_on} {}
    holds(const holds&) = delete;
    holds& operator=(const holds&) = delete;

    // Completes when the hold is over, and says what ended it. Must not outlive this object, nor
    // `peer`, the connection of who is held.
    runtime::awaitable<hold_end> wait(hold what, std::string room_arn,
                                      runtime::close_notifier* peer = nullptr);

    // Each ends holds that have begun, and affects none that begins later.
    void on_rules_changed();
    void on_reset(std::string_view room_arn); // empty: of all rooms

    // Ends all holds, those to come too.
    void close();

private:
    struct waiting {
        runtime::steady_timer timer;
        bool ends_with_rules;
        std::string room_arn;
        hold_end ended_by = hold_end::elapsed;
    };

    void end(waiting& which, hold_end why);

    runtime::executor executor_;
    std::list<waiting> waiting_;
    bool is_closed_ = false;
};

} // namespace ivschat::faults
