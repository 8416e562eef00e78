// Lives on the core. Has files written, texts compressed and requests signed by a thread of its
// own, one job after another.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace ivschat::chat_log {

class worker {
public:
    explicit worker(runtime::executor core) : core_{core} {}
    // Jobs that have been given are done first.
    ~worker() { thread_.join(); }
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    // Completes with what `job()` returns. The job must not throw; what it refers to must live as
    // long as the worker.
    template <class Job>
    runtime::awaitable<std::invoke_result_t<Job&>> run(Job job) {
        using result = std::invoke_result_t<Job&>;
        auto pending = std::make_shared<job_state<result>>(core_);
        runtime::asio::post(thread_, [core = core_, pending, job = std::move(job)]() mutable {
            pending->result.emplace(job());
            runtime::asio::post(core, [pending = std::move(pending)] {
                pending->is_done = true;
                pending->done.cancel();
            });
        });
        return wait(std::move(pending));
    }

private:
    template <class Result>
    struct job_state {
        explicit job_state(runtime::executor core) : done{core} {
            done.expires_at(runtime::steady_timer::time_point::max());
        }
        std::optional<Result> result;
        // The result is the thread's until then. A job may be done before anybody waits for it.
        bool is_done = false;
        runtime::steady_timer done;
    };

    template <class Result>
    static runtime::awaitable<Result> wait(std::shared_ptr<job_state<Result>> pending) {
        while (!pending->is_done) co_await pending->done.async_wait(runtime::use_nothrow_awaitable);
        co_return std::move(*pending->result);
    }

    runtime::executor core_;
    runtime::asio::thread_pool thread_{1};
};

} // namespace ivschat::chat_log
