#include "chat/used_tokens.hpp"

#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

constexpr token_id id_of(int number) {
    token_id id{};
    id[15] = static_cast<std::byte>(number);
    return id;
}

} // namespace

TEST_CASE("a token is used once") {
    used_tokens tokens;
    CHECK(tokens.use(id_of(1), start));
    CHECK_FALSE(tokens.use(id_of(1), start));
    CHECK(tokens.use(id_of(2), start));
    CHECK_FALSE(tokens.use(id_of(1), start));
    CHECK(tokens.size() == 2);
}

TEST_CASE("tokens are remembered until they expire") {
    used_tokens tokens;
    for (int i = 0; i < 10; ++i) tokens.use(id_of(i), start + seconds{i});
    tokens.forget_expired(start - seconds{1});
    CHECK(tokens.size() == 10);
    tokens.forget_expired(start + seconds{4});
    CHECK(tokens.size() == 5);
    CHECK_FALSE(tokens.use(id_of(5), start + seconds{5}));
    tokens.forget_expired(start + seconds{100});
    CHECK(tokens.size() == 0);
    tokens.forget_expired(start + seconds{100});
}
