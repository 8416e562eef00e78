#include "websocket/frame_queue.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ivschat::websocket;

namespace {

frame number(std::size_t n) { return std::make_shared<const std::string>(std::to_string(n)); }

} // namespace

TEST_CASE("frames leave in the order in which they came, however they mix") {
    frame_queue queue;
    std::size_t in = 0;
    std::size_t out = 0;
    for (std::size_t round = 0; round < 100; ++round) {
        for (std::size_t i = 0; i < round % 17; ++i) queue.push(number(in++));
        for (std::size_t i = 0; i < round % 13 && !queue.empty(); ++i) {
            CHECK(*queue[0] == std::to_string(out++));
            queue.pop();
        }
        REQUIRE(queue.size() == in - out);
        for (std::size_t i = 0; i < queue.size(); ++i) {
            REQUIRE(*queue[i] == std::to_string(out + i));
        }
    }
}

TEST_CASE("a long queue that is never empty forgets what has left") {
    frame_queue queue;
    const auto watched = number(0);
    queue.push(watched);
    for (std::size_t i = 1; i < 1000; ++i) queue.push(number(i));
    for (std::size_t i = 0; i < 990; ++i) {
        CHECK(*queue[0] == std::to_string(i));
        queue.pop();
    }
    CHECK(watched.use_count() == 1);
    CHECK(queue.size() == 10);
    CHECK(*queue[9] == "999");
}

TEST_CASE("the rest can be dropped, and everything") {
    frame_queue queue;
    for (std::size_t i = 0; i < 3; ++i) queue.push(number(i));
    queue.pop();
    queue.drop_rest();
    CHECK(queue.size() == 1);
    CHECK(*queue[0] == "1");
    queue.push(number(7));
    CHECK(*queue[1] == "7");
    queue.clear();
    CHECK(queue.empty());
    CHECK(queue.size() == 0);
}
