// Lives on one shard. Receives signals with their sender, which Asio's signal_set does not report.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace ivschat::runtime {

struct received_signal {
    int number;
    // The terminal sent it to the whole process group, so child processes in the group have it,
    // too.
    bool is_from_terminal;
};

// Blocks SIGINT, SIGTERM and SIGCHLD: they stay pending until a `signals` receives them. Must be
// called before any thread starts, so that all threads inherit the mask.
void block_signals();

class signals {
public:
    // Throws system_error.
    explicit signals(executor on);

    // One call at a time.
    awaitable<received_signal> next();

    // Forgets pending signals, and gives later ones their default effect: SIGINT and SIGTERM then
    // end the program at once. Must be called on the program's main thread.
    void restore_defaults();

private:
    asio::posix::basic_stream_descriptor<executor> source_;
};

} // namespace ivschat::runtime
