#include "runtime/log_exception.hpp"

namespace ivschat::runtime {

std::string cause_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "unknown exception";
    }
}

void log_exception::operator()(const std::exception_ptr& thrown) const noexcept {
    if (!thrown) return;
    try {
        log_->error(sentence_, {{"what", cause_of(thrown)}});
    } catch (...) {
        // No memory is left even for a log line: losing it is better than ending the program.
    }
}

} // namespace ivschat::runtime
