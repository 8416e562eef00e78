#include "chat/identifier.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace ivschat::chat;

namespace {

// The same bytes in every run.
random_fill repeatable_fill() {
    return [random = std::mt19937_64{1}](std::span<std::byte> out) mutable {
        for (auto& byte : out) byte = static_cast<std::byte>(random());
    };
}

} // namespace

TEST_CASE("an identifier is twelve letters and digits") {
    const auto random = repeatable_fill();
    for (int i = 0; i < 1000; ++i) {
        const auto id = random_identifier(random);
        CAPTURE(id);
        CHECK(id.size() == 12);
        CHECK(std::all_of(id.begin(), id.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        }));
    }
}

TEST_CASE("every character is as likely as every other, in every place") {
    const auto random = repeatable_fill();
    constexpr int drawn = 62'000;
    for (std::size_t place : {0U, 11U}) {
        std::map<char, int> seen;
        for (int i = 0; i < drawn; ++i) ++seen[random_identifier(random)[place]];
        CHECK(seen.size() == 62);
        for (const auto& [character, count] : seen) {
            CAPTURE(character);
            CHECK(count > 1000 - 160); // five standard deviations
            CHECK(count < 1000 + 160);
        }
    }
}

TEST_CASE("bytes that would favour some characters are skipped") {
    int draws = 0;
    const random_fill high_then_low = [&](std::span<std::byte> out) {
        std::fill(out.begin(), out.end(), draws++ < 3 ? std::byte{248} : std::byte{247});
    };
    CHECK(random_identifier(high_then_low) == "999999999999");
    CHECK(draws == 4);
}

TEST_CASE("identifiers do not repeat") {
    const auto random = repeatable_fill();
    std::set<std::string> seen;
    for (int i = 0; i < 20'000; ++i) seen.insert(random_identifier(random));
    CHECK(seen.size() == 20'000);
}
