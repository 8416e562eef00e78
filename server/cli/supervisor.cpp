#include "cli/supervisor.hpp"

#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <iostream>

namespace ivschat::cli {
namespace {

int status_of(const boost::system::error_code& error) {
    return error == boost::system::errc::no_such_file_or_directory ? status_not_found
                                                                   : status_not_executable;
}

} // namespace

runtime::awaitable<int> supervisor::run() {
    if (settings_.command.empty()) return run_until_stopped();
    return run_command();
}

boost::system::result<child_process> supervisor::start(const std::vector<std::string>& argv) const {
    return child_process::start(argv, settings_.environment, inherited_);
}

boost::system::result<child_process> supervisor::start_on_ready() {
    auto started = start({"/bin/sh", "-c", settings_.on_ready});
    if (!started) {
        log_.error(
            "The --on-ready command cannot run. It needs /bin/sh, which, for example, an image "
            "FROM scratch does not have.",
            {{"command", settings_.on_ready}, {"why", started.error().message()}});
    }
    return started;
}

void supervisor::log_on_ready_exit(int status) {
    const runtime::log::fields fields{{"command", settings_.on_ready},
                                      {"status", std::to_string(status)}};
    if (status == 0) return log_.debug("The --on-ready command has ended.", fields);
    log_.warning("The --on-ready command failed.", fields);
}

// The server does not wait for --on-ready, and keeps running if it fails. If the command still runs
// at the end, the kernel sends it SIGTERM (PR_SET_PDEATHSIG).
runtime::awaitable<int> supervisor::run_until_stopped() {
    std::optional<child_process> on_ready;
    if (!settings_.on_ready.empty()) {
        if (auto started = start_on_ready()) on_ready = *started;
    }
    for (;;) {
        const auto received = co_await signals_.next();
        if (received.number != SIGCHLD) co_return 0;
        if (const auto status = on_ready ? on_ready->status() : std::nullopt) {
            log_on_ready_exit(*status);
            on_ready.reset();
        }
    }
}

runtime::awaitable<int> supervisor::run_command() {
    if (!settings_.on_ready.empty()) {
        const auto on_ready = start_on_ready();
        if (!on_ready) co_return status_of(on_ready.error());
        const int status = co_await wait_for(*on_ready);
        log_on_ready_exit(status);
        if (status != 0) co_return status;
        if (last_signal_ != 0) co_return status_signal_base + last_signal_;
    }
    const auto command = start(settings_.command);
    if (!command) {
        std::cerr << "ivschat-local: cannot run " << settings_.command.front() << ": "
                  << command.error().message() << std::endl;
        co_return status_of(command.error());
    }
    const int status = co_await wait_for(*command);
    co_return status;
}

// The child decides whether a signal ends it. Signals from the terminal reach it directly.
runtime::awaitable<int> supervisor::wait_for(child_process child) {
    for (;;) {
        const auto status = child.status();
        if (status) co_return *status;
        const auto received = co_await signals_.next();
        if (received.number == SIGCHLD) continue;
        last_signal_ = received.number;
        if (!received.is_from_terminal) child.signal(received.number);
    }
}

// An earlier signal is taken for a copy of the first: programs such as npm forward the Ctrl-C that
// the terminal has sent to the whole process group.
runtime::awaitable<void> supervisor::end_on_next_signal() {
    constexpr std::chrono::seconds copies_arrive_within{1};
    runtime::steady_timer timer{co_await boost::asio::this_coro::executor, copies_arrive_within};
    const auto [failed] = co_await timer.async_wait(runtime::use_nothrow_awaitable);
    if (failed) co_return;
    signals_.restore_defaults();
    log_.info("The server is still stopping. Another signal ends it at once.");
}

} // namespace ivschat::cli
