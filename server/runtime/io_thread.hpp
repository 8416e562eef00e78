// Lives where it was created; its event loop runs on a thread of its own, which is a shard.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/event_loop.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <thread>

namespace ivschat::runtime {

class io_thread {
public:
    // The log must outlive it.
    explicit io_thread(log& log) : thread_{[this, &log] { run(io_, log); }} {}
    ~io_thread() { stop(); }
    io_thread(const io_thread&) = delete;
    io_thread& operator=(const io_thread&) = delete;

    executor get_executor() { return io_.get_executor(); }

    // Returns when nothing runs there any more. What has not run by then is destroyed, so whatever
    // it refers to must still exist.
    void stop() {
        if (!thread_.joinable()) return;
        io_.stop();
        thread_.join();
        io_.abandon();
    }

private:
    event_loop io_;
    asio::executor_work_guard<executor> work_{io_.get_executor()};
    std::thread thread_;
};

} // namespace ivschat::runtime
