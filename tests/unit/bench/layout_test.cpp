#include "bench/support/layout.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace ivschat::bench {
namespace {

TEST_CASE("the first group of rooms talks") {
    const auto layout = parse_layout("2x3+1x4");
    CHECK(layout.connections() == 10);
    CHECK(layout.talking_rooms == 2);
    CHECK(layout.talking_connections == 6);
    CHECK(layout.room_of == std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 2});
    CHECK(layout.size_of(0) == 3);
    CHECK(layout.size_of(2) == 4);
    CHECK(layout.first_of[2] == 6);
}

TEST_CASE("a malformed layout is refused") {
    for (const auto* text : {"", "0x10", "10", "x", "ax1", "1xb"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_layout(text), std::invalid_argument);
    }
}

} // namespace
} // namespace ivschat::bench
