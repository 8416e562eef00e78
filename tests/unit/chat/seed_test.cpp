#include "chat/seed.hpp"

#include <doctest/doctest.h>

#include <set>
#include <vector>

using namespace ivschat::chat;

namespace {

using bytes = std::vector<std::byte>;

seed counting_seed() {
    seed made;
    std::uint8_t next = 0;
    for (auto& byte : made.bytes) byte = static_cast<std::byte>(next++);
    return made;
}

bytes expand(const seed& from, std::size_t count) {
    seed_expander expander{from};
    bytes out(count);
    expander.fill(out);
    return out;
}

} // namespace

TEST_CASE("a seed expands to the same bytes, however they are asked for") {
    const auto all = expand(counting_seed(), 100);
    CHECK(expand(counting_seed(), 100) == all);
    seed_expander expander{counting_seed()};
    bytes piecemeal;
    for (std::size_t size = 0; piecemeal.size() + size <= all.size(); ++size) {
        bytes part(size);
        expander.fill(part);
        piecemeal.insert(piecemeal.end(), part.begin(), part.end());
    }
    CHECK(piecemeal ==
          bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(piecemeal.size())));
}

TEST_CASE("the first bytes of an expansion are the seed") {
    const auto seed = counting_seed();
    CHECK(expand(seed, 16) == bytes(seed.bytes.begin(), seed.bytes.end()));
}

TEST_CASE("blocks of an expansion differ from each other and from those of a near seed") {
    std::set<bytes> seen;
    std::size_t blocks = 0;
    for (std::uint8_t first = 0; first < 4; ++first) {
        auto seed = counting_seed();
        seed.bytes[0] = std::byte{first};
        const auto all = expand(seed, 16 * 100);
        for (std::size_t at = 0; at < all.size(); at += 16, ++blocks) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
            seen.insert(bytes(begin, begin + 16));
        }
    }
    CHECK(seen.size() == blocks);
}
