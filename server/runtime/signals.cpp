#include "runtime/signals.hpp"

#include <sys/signalfd.h>

#include <array>
#include <csignal>
#include <system_error>

namespace ivschat::runtime {
namespace {

constexpr std::array handled{SIGINT, SIGTERM, SIGCHLD};

sigset_t handled_set() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : handled) sigaddset(&set, number);
    return set;
}

int open_source() {
    const auto set = handled_set();
    const int number = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (number < 0) throw std::system_error{errno, std::generic_category(), "signalfd"};
    return number;
}

} // namespace

void block_signals() {
    // An ignored signal would not become pending; shells let background jobs ignore SIGINT.
    for (const int number : handled) std::signal(number, SIG_DFL);
    const auto set = handled_set();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

signals::signals(executor on) : source_{std::move(on), open_source()} {}

awaitable<received_signal> signals::next() {
    for (;;) {
        signalfd_siginfo info{};
        if (::read(source_.native_handle(), &info, sizeof info) == sizeof info) {
            co_return received_signal{.number = static_cast<int>(info.ssi_signo),
                                      .is_from_terminal = info.ssi_code == SI_KERNEL};
        }
        const auto [failed] = co_await source_.async_wait(source_.wait_read, use_nothrow_awaitable);
        if (failed) throw std::system_error{failed, "signals"};
    }
}

void signals::restore_defaults() {
    signalfd_siginfo ignored{};
    while (::read(source_.native_handle(), &ignored, sizeof ignored) == sizeof ignored) {
    }
    const auto set = handled_set();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace ivschat::runtime
