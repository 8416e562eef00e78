#include "review/concurrency_limiter.hpp"

#include <doctest/doctest.h>

using namespace ivschat::review;
using std::chrono::seconds;

namespace {

const job::time_point start{seconds{100}};

job job_for(const std::string& handler, job::time_point deadline = start) {
    job made{};
    made.wanted.handler_uri = handler;
    made.deadline = deadline;
    return made;
}

void enqueue(concurrency_limiter& limiter, const std::string& handler, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) REQUIRE(limiter.enqueue(job_for(handler)));
}

// Acquires as many as possible; returns a letter, the handler's, for each.
std::string acquire_all(concurrency_limiter& limiter) {
    std::string acquired;
    while (const auto next = limiter.acquire()) acquired += next->wanted.handler_uri;
    return acquired;
}

} // namespace

TEST_CASE("no more jobs than the limit are in flight") {
    struct row {
        std::size_t limit;
        std::size_t acquired;
    };
    // The last of nine is left to other handlers.
    for (const auto row : {row{.limit = 1, .acquired = 1}, row{.limit = 2, .acquired = 2},
                           row{.limit = 8, .acquired = 8}, row{.limit = 9, .acquired = 8},
                           row{.limit = 1000, .acquired = 889}}) {
        CAPTURE(row.limit);
        concurrency_limiter limiter{row.limit};
        enqueue(limiter, "a", 2000);
        CHECK(acquire_all(limiter).size() == row.acquired);
        limiter.release("a");
        CHECK(acquire_all(limiter) == "a");
    }
}

TEST_CASE("jobs of one handler are acquired in the order in which they were enqueued") {
    concurrency_limiter limiter{2};
    for (int i = 0; i < 3; ++i) REQUIRE(limiter.enqueue(job_for("a", start + seconds{i})));
    CHECK(limiter.acquire()->deadline == start);
    CHECK(limiter.acquire()->deadline == start + seconds{1});
    CHECK(!limiter.acquire());
    limiter.release("a");
    CHECK(limiter.acquire()->deadline == start + seconds{2});
}

TEST_CASE("a handler that does not answer leaves some of the limit to the others") {
    concurrency_limiter limiter{100};
    enqueue(limiter, "a", 200);
    CHECK(acquire_all(limiter).size() == 89);
    enqueue(limiter, "b", 5);
    CHECK(acquire_all(limiter) == "bbbbb");
    enqueue(limiter, "c", 1);
    CHECK(acquire_all(limiter) == "c");
}

TEST_CASE("the handler with fewer jobs in flight comes first") {
    concurrency_limiter limiter{4};
    enqueue(limiter, "a", 4);
    CHECK(acquire_all(limiter) == "aaaa");
    enqueue(limiter, "a", 4);
    enqueue(limiter, "b", 4);
    limiter.release("a");
    CHECK(acquire_all(limiter) == "b");
    limiter.release("a");
    CHECK(acquire_all(limiter) == "b");
    limiter.release("b");
    CHECK(acquire_all(limiter) == "b");
}

TEST_CASE("queued jobs expire at their deadline, and the next deadline is the earliest") {
    concurrency_limiter limiter{1};
    CHECK(!limiter.next_deadline());
    enqueue(limiter, "a", 1);
    REQUIRE(limiter.acquire());
    CHECK(!limiter.next_deadline());
    REQUIRE(limiter.enqueue(job_for("a", start + seconds{1})));
    REQUIRE(limiter.enqueue(job_for("b", start + seconds{2})));
    REQUIRE(limiter.enqueue(job_for("a", start + seconds{3})));
    CHECK(limiter.next_deadline() == start + seconds{1});
    CHECK(limiter.expire(start).empty());
    CHECK(limiter.expire(start + seconds{2}).size() == 2);
    CHECK(limiter.next_deadline() == start + seconds{3});
    limiter.release("a");
    CHECK(acquire_all(limiter) == "a");
    CHECK(!limiter.next_deadline());
}

TEST_CASE("a full queue refuses jobs, the queues of other handlers do not") {
    concurrency_limiter limiter{1};
    enqueue(limiter, "a", concurrency_limiter::max_queued);
    CHECK(!limiter.enqueue(job_for("a")));
    CHECK(limiter.enqueue(job_for("b")));
}
