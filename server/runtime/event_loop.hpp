// An io_context for one thread, whose pending work can be destroyed before the io_context is.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/log.hpp"

namespace ivschat::runtime {

class event_loop final : public asio::io_context {
public:
    event_loop() : io_context{1} {}

    // Destroys the pending handlers and coroutines. Their destructors may use whatever they refer
    // to, so that must still exist; the io_context itself must outlive the sockets and timers that
    // were made for it. Nothing may run the loop during or after the call.
    void abandon() { shutdown(); }
};

// Runs the loop until it is stopped or out of work. Logs an exception that a handler throws, and
// goes on with the next handler: one bug must not end a server that others use.
void run(asio::io_context& loop, log& log);

} // namespace ivschat::runtime
