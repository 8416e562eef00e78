// Logs exceptions that nobody else catches, and keeps them from the event loop.
#pragma once

#include "runtime/log.hpp"

#include <exception>
#include <string>
#include <utility>

namespace ivschat::runtime {

// The message of a std::exception, else "unknown exception". `thrown` must not be null.
std::string cause_of(const std::exception_ptr& thrown);

// The completion handler of a coroutine that nobody waits for, instead of asio::detached, which
// would let the exception out of the event loop and end the program:
//     co_spawn(executor, run(), log_exception(log, "A connection ended by an exception."));
// In a catch clause: log_exception(log, "...")(std::current_exception()).
class log_exception {
public:
    // The log must outlive the coroutine, and so must the sentence's characters: use a literal.
    log_exception(log& log, std::string_view sentence) : log_{&log}, sentence_{sentence} {}

    // Nothing happens if `thrown` is null.
    void operator()(const std::exception_ptr& thrown) const noexcept;

private:
    log* log_;
    std::string_view sentence_;
};

// For handlers of timers and posted work, whose exceptions nobody else would catch.
template <class Action>
void run_logging_exceptions(log& log, std::string_view sentence, Action&& action) noexcept {
    try {
        std::forward<Action>(action)();
    } catch (...) {
        log_exception(log, sentence)(std::current_exception());
    }
}

} // namespace ivschat::runtime
