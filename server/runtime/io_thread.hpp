// Lives where it was created; its event loop runs on a thread of its own, which is a shard.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <thread>

namespace ivschat::runtime {

class io_thread {
public:
    io_thread() : thread_{[this] { io_.run(); }} {}
    ~io_thread() { stop(); }
    io_thread(const io_thread&) = delete;
    io_thread& operator=(const io_thread&) = delete;

    executor get_executor() { return io_.get_executor(); }

    // Returns when the thread has ended. Handlers that have not run are destroyed with this object.
    void stop() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    asio::io_context io_{1};
    asio::executor_work_guard<executor> work_{io_.get_executor()};
    std::thread thread_;
};

} // namespace ivschat::runtime
