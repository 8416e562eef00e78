// Lives on the core. Runs jobs one after another on a thread of its own: writing files, compressing
// texts, signing requests.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace ivschat::chat_log {

class worker_thread {
public:
    explicit worker_thread(runtime::executor core) : core_{core} {}
    // Runs the jobs that are queued to their end.
    ~worker_thread() { thread_.join(); }
    worker_thread(const worker_thread&) = delete;
    worker_thread& operator=(const worker_thread&) = delete;

    // Queues the job at once. The awaitable completes with the result of `job()`, or throws what
    // the job threw. What the job refers to must live as long as the worker.
    template <class Job>
    runtime::awaitable<std::invoke_result_t<Job&>> run(Job job) {
        using result = std::invoke_result_t<Job&>;
        auto pending = std::make_shared<job_state<result>>(core_);
        runtime::asio::post(thread_, [core = core_, pending, job = std::move(job)]() mutable {
            try {
                pending->result.emplace(job());
            } catch (...) {
                pending->error = std::current_exception();
            }
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
        // The worker's until the job is done.
        std::optional<Result> result;
        std::exception_ptr error;
        // The core's. A job may be done before anybody waits for it.
        bool is_done = false;
        runtime::steady_timer done;
    };

    template <class Result>
    static runtime::awaitable<Result> wait(std::shared_ptr<job_state<Result>> pending) {
        while (!pending->is_done) co_await pending->done.async_wait(runtime::use_nothrow_awaitable);
        if (pending->error) std::rethrow_exception(pending->error);
        co_return std::move(*pending->result);
    }

    runtime::executor core_;
    runtime::asio::thread_pool thread_{1};
};

} // namespace ivschat::chat_log
