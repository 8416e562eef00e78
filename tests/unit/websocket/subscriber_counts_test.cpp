#include "websocket/subscriber_counts.hpp"

#include <doctest/doctest.h>

#include <vector>

using ivschat::websocket::subscriber_counts;

namespace {

std::vector<std::uint32_t> of(const subscriber_counts& all, std::string_view room) {
    const auto counts = all.of(room);
    return {counts.begin(), counts.end()};
}

} // namespace

TEST_CASE("an subscriber_counts is counted by room and shard") {
    subscriber_counts all{2};
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
    subscriber_counts all{2};
    all.enter("a", 1);
    all.leave("a", 1);
    CHECK(of(all, "a").empty());
    all.enter("a", 0);
    CHECK(of(all, "a") == std::vector<std::uint32_t>{1, 0});
}
