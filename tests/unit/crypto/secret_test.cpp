#include "crypto/secret.hpp"

#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <concepts>
#include <memory>
#include <new>
#include <ostream>
#include <type_traits>
#include <utility>
#include <vector>

using namespace ivschat::crypto;
using test::repeatable_random;

namespace {

template <class T>
concept printable = requires(std::ostream& out, const T& value) {
    out << value;
};

using key = secret<32>;

bool all_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
}

} // namespace

TEST_CASE("a secret can be moved, but not copied or printed") {
    static_assert(!std::copyable<key>);
    static_assert(!std::is_copy_constructible_v<key>);
    static_assert(std::is_nothrow_move_constructible_v<key>);
    static_assert(!std::is_default_constructible_v<key>);
    static_assert(!printable<key>);
    CHECK(printable<int>);
}

TEST_CASE("a moved-from secret holds zeros") {
    repeatable_random random;
    auto first = key::random(random);
    const std::vector<std::byte> bytes(first.reveal().begin(), first.reveal().end());
    auto second = std::move(first);
    CHECK(all_zero(first.reveal())); // NOLINT: reads a moved-from secret on purpose
    CHECK(std::ranges::equal(second.reveal(), bytes));

    auto third = key::random(random);
    third = std::move(second);
    CHECK(all_zero(second.reveal())); // NOLINT: reads a moved-from secret on purpose
    CHECK(std::ranges::equal(third.reveal(), bytes));
}

TEST_CASE("a secret is wiped when it is destroyed") {
    repeatable_random random;
    alignas(key) std::array<std::byte, sizeof(key)> place{};
    auto* const made = ::new (place.data()) key(key::random(random));
    CHECK_FALSE(all_zero(place));
    std::destroy_at(made);
    CHECK(all_zero(place));
}

TEST_CASE("secrets are equal if all their bytes are equal") {
    repeatable_random random;
    std::array<std::byte, 32> bytes{};
    random.fill(bytes);
    const key original{std::span<const std::byte, 32>(bytes)};
    const key same{std::span<const std::byte, 32>(bytes)};
    CHECK(original == same);
    for (auto& byte : bytes) {
        byte ^= std::byte{1};
        const key other{std::span<const std::byte, 32>(bytes)};
        CHECK(original != other);
        byte ^= std::byte{1};
    }
}

TEST_CASE("a wiped text is empty and its memory holds zeros") {
    for (const std::size_t size : {3U, 15U, 16U, 200U}) {
        CAPTURE(size);
        std::string text(size, 'x');
        const auto* memory = text.data();
        wipe(text);
        CHECK(text.empty());
        CHECK(text.data() == memory);
        CHECK(std::string(memory, size) == std::string(size, '\0'));
    }
}
