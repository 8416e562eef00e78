#include "core/token_ids.hpp"

#include "support/manual_clock.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace std::chrono_literals;

namespace {

constexpr runtime::timestamp start{std::chrono::days{20'000}};

struct minting {
    explicit minting(token_ids::stamp kind) : ids{clock, random, kind} {}

    test::manual_clock clock{start};
    crypto::seeded_random random{1};
    token_ids ids;
};

} // namespace

TEST_CASE("a reset makes the tokens of before void, those of the same millisecond too") {
    minting it{token_ids::stamp::real_time};
    const auto before = it.ids.next();
    CHECK_FALSE(it.ids.is_void(before));
    it.ids.void_all();
    CHECK(it.ids.is_void(before));
    const auto after = it.ids.next();
    CHECK(after != before);
    CHECK_FALSE(it.ids.is_void(after));
    it.ids.void_all();
    CHECK(it.ids.is_void(after));
}

TEST_CASE("tokens stay void although the system's clock is set back") {
    minting it{token_ids::stamp::real_time};
    const auto before = it.ids.next();
    it.ids.void_all();
    it.clock.advance(-1h);
    const auto after = it.ids.next();
    CHECK(it.ids.is_void(before));
    CHECK_FALSE(it.ids.is_void(after));
}

TEST_CASE("void tokens are so after a restart, and newer ones are not") {
    minting before{token_ids::stamp::real_time};
    const auto old = before.ids.next();
    before.ids.void_all();
    const auto fresh = before.ids.next();
    minting after{token_ids::stamp::real_time};
    after.ids.restore(before.ids.void_until());
    CHECK(after.ids.is_void(old));
    CHECK_FALSE(after.ids.is_void(fresh));
}

TEST_CASE("without a reset no token is void") {
    minting it{token_ids::stamp::real_time};
    CHECK_FALSE(it.ids.is_void(chat::token_id{}));
    minting counting{token_ids::stamp::count};
    CHECK_FALSE(counting.ids.is_void(it.ids.next()));
}

TEST_CASE("ids that count are the same in every run, and open once they are minted again") {
    minting it{token_ids::stamp::count};
    const auto first = it.ids.next();
    const auto second = it.ids.next();
    it.ids.void_all();
    it.random.rewind();
    CHECK(it.ids.is_void(first));
    CHECK(it.ids.is_void(second));
    CHECK(it.ids.next() == first);
    CHECK_FALSE(it.ids.is_void(first));
    CHECK(it.ids.is_void(second));
}
