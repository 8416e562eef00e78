#include "chat_log/worker_thread.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace ivschat;
using chat_log::worker_thread;

namespace {

// The number that a job returned, or what it threw.
struct completion {
    int number = 0;
    std::string error = {};
};

template <class Job>
completion run(Job job) {
    runtime::asio::io_context loop;
    worker_thread worker{loop.get_executor()};
    completion ended;
    runtime::asio::co_spawn(loop.get_executor(), worker.run(std::move(job)),
                            [&](const std::exception_ptr& thrown, int number) {
                                ended.number = number;
                                try {
                                    if (thrown) std::rethrow_exception(thrown);
                                } catch (const std::exception& error) {
                                    ended.error = error.what();
                                }
                            });
    loop.run();
    return ended;
}

} // namespace

TEST_CASE("a job's result reaches the coroutine that awaits it") {
    const auto ended = run([] { return 42; });
    CHECK(ended.number == 42);
    CHECK(ended.error == "");
}

TEST_CASE("a job's exception reaches the coroutine that awaits it") {
    CHECK(run([]() -> int { throw std::runtime_error{"no memory"}; }).error == "no memory");
}
