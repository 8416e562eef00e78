#include "cli/supervisor.hpp"

#include <iostream>

namespace ivschat::cli {
namespace {

int status_of(const boost::system::error_code& failed) {
    return failed == boost::system::errc::no_such_file_or_directory ? status_not_found
                                                                    : status_not_executable;
}

} // namespace

runtime::awaitable<int> supervisor::run() {
    if (settings_.command.empty()) return run_until_stopped();
    return run_command();
}

boost::system::result<child_process> supervisor::start(const std::vector<std::string>& argv) const {
    return child_process::start(argv, settings_.variables_for_both, inherited_);
}

boost::system::result<child_process> supervisor::start_on_ready() {
    auto started = start({"/bin/sh", "-c", settings_.on_ready});
    if (!started) {
        log_.error("The --on-ready command cannot run: it needs /bin/sh, which an image FROM "
                   "scratch does not have, for one.",
                   {{"command", settings_.on_ready}, {"why", started.error().message()}});
    }
    return started;
}

void supervisor::tell_on_ready(int status) {
    const runtime::log::fields known{{"command", settings_.on_ready},
                                     {"status", std::to_string(status)}};
    if (status == 0) return log_.debug("The --on-ready command has ended.", known);
    log_.warning("The --on-ready command failed.", known);
}

// The server does not wait for --on-ready, and goes on if it fails. What still runs of it at the
// end is ended by the kernel.
runtime::awaitable<int> supervisor::run_until_stopped() {
    std::optional<child_process> on_ready;
    if (!settings_.on_ready.empty()) {
        if (auto started = start_on_ready()) on_ready = *started;
    }
    for (;;) {
        const auto received = co_await signals_.next();
        if (received.number != SIGCHLD) co_return 0;
        if (const auto status = on_ready ? on_ready->status() : std::nullopt) {
            tell_on_ready(*status);
            on_ready.reset();
        }
    }
}

runtime::awaitable<int> supervisor::run_command() {
    if (!settings_.on_ready.empty()) {
        const auto on_ready = start_on_ready();
        if (!on_ready) co_return status_of(on_ready.error());
        const int status = co_await end_of(*on_ready);
        tell_on_ready(status);
        if (status != 0) co_return status;
        if (stopped_by_ != 0) co_return status_of_signals + stopped_by_;
    }
    const auto command = start(settings_.command);
    if (!command) {
        std::cerr << "ivschat-local: cannot run " << settings_.command.front() << ": "
                  << command.error().message() << std::endl;
        co_return status_of(command.error());
    }
    const int status = co_await end_of(*command);
    co_return status;
}

// Signals are the child's meanwhile: it decides whether it ends.
runtime::awaitable<int> supervisor::end_of(child_process child) {
    for (;;) {
        const auto status = child.status();
        if (status) co_return *status;
        const auto received = co_await signals_.next();
        if (received.number == SIGCHLD) continue;
        stopped_by_ = received.number;
        if (!received.is_from_terminal) child.signal(received.number);
    }
}

} // namespace ivschat::cli
