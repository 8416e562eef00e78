// Lives on the server's loop. Runs what is to run beside the server, --on-ready and the command of
// exec, and takes the signals: they stop the server, or are the command's.
#pragma once

#include "cli/child_process.hpp"
#include "runtime/log.hpp"
#include "runtime/signals.hpp"

#include <string>
#include <vector>

namespace ivschat::cli {

struct supervisor_settings {
    std::string on_ready = {};             // for /bin/sh -c; empty: none
    std::vector<std::string> command = {}; // of exec; empty: the server runs until it is stopped
    environment variables_for_both = {};
};

class supervisor {
public:
    // `log` and what `inherited` says of this process must outlive it.
    supervisor(runtime::executor executor, supervisor_settings settings,
               const inherited_state& inherited, runtime::log& log)
        : settings_{std::move(settings)},
          inherited_{inherited},
          log_{log},
          signals_{std::move(executor)} {}

    // To be begun when the server is ready; completes when it is to stop, with the exit status of
    // the program.
    runtime::awaitable<int> run();

private:
    runtime::awaitable<int> run_until_stopped();
    runtime::awaitable<int> run_command();
    runtime::awaitable<int> end_of(child_process child);
    boost::system::result<child_process> start(const std::vector<std::string>& argv) const;
    boost::system::result<child_process> start_on_ready();
    void tell_on_ready(int status);

    supervisor_settings settings_;
    const inherited_state& inherited_;
    runtime::log& log_;
    runtime::signals signals_;
    int stopped_by_ = 0; // the signal, if there was one
};

} // namespace ivschat::cli
