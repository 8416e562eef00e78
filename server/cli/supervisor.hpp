// Lives on the core's thread. Runs the child processes (--on-ready and the command of exec) and
// handles signals: they stop the server, or are forwarded to the command of exec.
#pragma once

#include "cli/child_process.hpp"
#include "runtime/log.hpp"
#include "runtime/signals.hpp"

#include <string>
#include <vector>

namespace ivschat::cli {

struct supervisor_settings {
    std::string on_ready = {};             // a shell command; empty: none
    std::vector<std::string> command = {}; // the argv of exec; empty: serve until a signal
    cli::environment environment = {};     // added to that of both children
};

class supervisor {
public:
    // `inherited` and `log` must outlive it.
    supervisor(runtime::executor executor, supervisor_settings settings,
               const inherited_state& inherited, runtime::log& log)
        : settings_{std::move(settings)},
          inherited_{inherited},
          log_{log},
          signals_{std::move(executor)} {}

    // To be called when the server is ready. Completes when the server is to stop, with the
    // program's exit status.
    runtime::awaitable<int> run();

    // To be called when the server begins to stop, after `run`. From a second on, a signal ends the
    // program at once, whatever the server still does.
    runtime::awaitable<void> end_on_next_signal();

private:
    runtime::awaitable<int> run_until_stopped();
    runtime::awaitable<int> run_command();
    // Forwards signals meanwhile.
    runtime::awaitable<int> wait_for(child_process child);
    boost::system::result<child_process> start(const std::vector<std::string>& argv) const;
    boost::system::result<child_process> start_on_ready();
    void log_on_ready_exit(int status);

    supervisor_settings settings_;
    const inherited_state& inherited_;
    runtime::log& log_;
    runtime::signals signals_;
    int last_signal_ = 0; // 0: none yet
};

} // namespace ivschat::cli
