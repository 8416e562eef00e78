#include "crypto/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

using namespace ivschat::crypto;

TEST_CASE("the system's random bytes are never handed out twice") {
    system_random source;
    std::set<std::array<std::byte, 24>> seen;
    for (int i = 0; i < 1000; ++i) {
        std::array<std::byte, 24> nonce{};
        source.fill(nonce);
        seen.insert(nonce);
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("a request larger than a block is filled completely") {
    system_random source;
    std::vector<std::byte> bytes(3 * 4096 + 5);
    source.fill(bytes);
    // 64 zeros in a row would mean that a piece was not filled.
    int zeros = 0;
    int longest = 0;
    for (const auto byte : bytes) {
        zeros = byte == std::byte{0} ? zeros + 1 : 0;
        longest = std::max(longest, zeros);
    }
    CHECK(longest < 64);
    source.fill({});
}
