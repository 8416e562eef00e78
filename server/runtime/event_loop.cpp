#include "runtime/event_loop.hpp"

#include "runtime/log_exception.hpp"

namespace ivschat::runtime {

void run(asio::io_context& loop, log& log) {
    for (;;) {
        try {
            loop.run();
            return;
        } catch (...) {
            log_exception(log, "An event handler ended by an exception.")(std::current_exception());
        }
    }
}

} // namespace ivschat::runtime
