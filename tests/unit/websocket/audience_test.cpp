#include "websocket/audience.hpp"

#include <doctest/doctest.h>

#include <vector>

using ivschat::websocket::audience;

namespace {

std::vector<std::uint32_t> of(const audience& all, std::string_view room) {
    const auto counts = all.of(room);
    return {counts.begin(), counts.end()};
}

} // namespace

TEST_CASE("an audience is counted by room and shard") {
    audience all{2};
    CHECK(of(all, "a").empty());
    all.enter("a", 0);
    all.enter("a", 1);
    all.enter("a", 1);
    all.enter("b", 1);
    CHECK(of(all, "a") == std::vector<std::uint32_t>{1, 2});
    CHECK(of(all, "b") == std::vector<std::uint32_t>{0, 1});
    all.leave("a", 1);
    all.leave("a", 0);
    CHECK(of(all, "a") == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("a room that the last one leaves is forgotten") {
    audience all{2};
    all.enter("a", 1);
    all.leave("a", 1);
    CHECK(of(all, "a").empty());
    all.enter("a", 0);
    CHECK(of(all, "a") == std::vector<std::uint32_t>{1, 0});
}
