#include "review/concurrency_limiter.hpp"

#include <doctest/doctest.h>

using namespace ivschat::review;
using std::chrono::seconds;

namespace {

const job::time_point start{seconds{100}};

job asks(const std::string& handler, job::time_point deadline = start) {
    job made{};
    made.wanted.handler_uri = handler;
    made.deadline = deadline;
    return made;
}

void line_up(concurrency_limiter& all, const std::string& handler, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) REQUIRE(all.wait(asks(handler)));
}

// How many of each handler's begin, one letter each.
std::string begin_all(concurrency_limiter& all) {
    std::string begun;
    while (const auto next = all.begin()) begun += next->wanted.handler_uri;
    return begun;
}

} // namespace

TEST_CASE("no more than so many are under way") {
    struct row {
        std::size_t count;
        std::size_t begun;
    };
    // The last of nine is kept for another handler.
    for (const auto row :
         {row{.count = 1, .begun = 1}, row{.count = 2, .begun = 2}, row{.count = 8, .begun = 8},
          row{.count = 9, .begun = 8}, row{.count = 1000, .begun = 889}}) {
        CAPTURE(row.count);
        concurrency_limiter all{row.count};
        line_up(all, "a", 2000);
        CHECK(begin_all(all).size() == row.begun);
        all.end("a");
        CHECK(begin_all(all) == "a");
    }
}

TEST_CASE("jobs of one handler begin in the order in which they came") {
    concurrency_limiter all{2};
    for (int i = 0; i < 3; ++i) REQUIRE(all.wait(asks("a", start + seconds{i})));
    CHECK(all.begin()->deadline == start);
    CHECK(all.begin()->deadline == start + seconds{1});
    CHECK(!all.begin());
    all.end("a");
    CHECK(all.begin()->deadline == start + seconds{2});
}

TEST_CASE("a handler that does not answer leaves concurrency_limiter to the others") {
    concurrency_limiter all{100};
    line_up(all, "a", 200);
    CHECK(begin_all(all).size() == 89);
    line_up(all, "b", 5);
    CHECK(begin_all(all) == "bbbbb");
    line_up(all, "c", 1);
    CHECK(begin_all(all) == "c");
}

TEST_CASE("whoever has fewer under way comes first") {
    concurrency_limiter all{4};
    line_up(all, "a", 4);
    CHECK(begin_all(all) == "aaaa");
    line_up(all, "a", 4);
    line_up(all, "b", 4);
    all.end("a");
    CHECK(begin_all(all) == "b");
    all.end("a");
    CHECK(begin_all(all) == "b");
    all.end("b");
    CHECK(begin_all(all) == "b");
}

TEST_CASE("those that wait too long are given up, and the next deadline is the earliest") {
    concurrency_limiter all{1};
    CHECK(!all.next_deadline());
    line_up(all, "a", 1);
    REQUIRE(all.begin());
    CHECK(!all.next_deadline());
    REQUIRE(all.wait(asks("a", start + seconds{1})));
    REQUIRE(all.wait(asks("b", start + seconds{2})));
    REQUIRE(all.wait(asks("a", start + seconds{3})));
    CHECK(all.next_deadline() == start + seconds{1});
    CHECK(all.give_up(start).empty());
    CHECK(all.give_up(start + seconds{2}).size() == 2);
    CHECK(all.next_deadline() == start + seconds{3});
    all.end("a");
    CHECK(begin_all(all) == "a");
    CHECK(!all.next_deadline());
}

TEST_CASE("a line that is too long takes no more; those of the others do") {
    concurrency_limiter all{1};
    line_up(all, "a", concurrency_limiter::most_waiting);
    CHECK(!all.wait(asks("a")));
    CHECK(all.wait(asks("b")));
}
