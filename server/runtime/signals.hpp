// Lives on one shard. Signals together with who sent them, which Asio's signal_set does not tell.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace ivschat::runtime {

struct received_signal {
    int number;
    // Its terminal sent it to a whole group of processes: children of this group have it already.
    bool is_from_terminal;
};

// SIGINT, SIGTERM and SIGCHLD end nobody from now on: they wait for a `signals`, whenever there is
// one. To be called before threads begin, which would take the signals.
void hold_signals();

class signals {
public:
    // Throws system_error.
    explicit signals(executor on);

    // One call at a time.
    awaitable<received_signal> next();

private:
    asio::posix::basic_stream_descriptor<executor> source_;
};

} // namespace ivschat::runtime
