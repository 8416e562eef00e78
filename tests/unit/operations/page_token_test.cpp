#include "operations/page_token.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <limits>

using namespace ivschat::operations;
using ivschat::chat::list_position;
using ivschat::chat::timestamp;

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

list_position sample(std::int64_t nanoseconds = 1'795'334'165'123'456'789) {
    return {.updated = timestamp{std::chrono::nanoseconds{nanoseconds}},
            .arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"};
}

} // namespace

TEST_CASE("a page token leads back to its place") {
    for (const std::int64_t time :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'795'334'165'123'456'789},
          std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        CAPTURE(time);
        const auto place = sample(time);
        const auto token = encode_page_token(place, "list");
        CHECK((decode_page_token(token, "list") == place));
        CHECK(token.find_first_not_of(alphabet) == std::string::npos);
        CHECK(token.size() <= 1024); // what a nextToken may be
    }
}

TEST_CASE("a page token of another list is refused") {
    const auto token = encode_page_token(sample(), "ListRooms\n=demo");
    for (const std::string_view list : {"", "ListRooms", "ListRooms\n=demo2", "ListRooms\n=dem",
                                        "ListRooms\n=demo\n", "listrooms\n=demo"}) {
        CAPTURE(list);
        CHECK_FALSE(decode_page_token(token, list).has_value());
    }
}

TEST_CASE("a page token with any character changed is refused") {
    const auto token = encode_page_token(sample(), "list");
    for (std::size_t at = 0; at < token.size(); ++at) {
        std::string accepted;
        for (const char other : std::string{alphabet} + "=+/. \n%") {
            if (other == token[at]) continue;
            auto changed = token;
            changed[at] = other;
            if (decode_page_token(changed, "list")) accepted += other;
        }
        CAPTURE(at);
        CHECK(accepted == "");
    }
}

TEST_CASE("a page token that is cut or extended is refused") {
    const auto token = encode_page_token(sample(), "list");
    for (std::size_t size = 0; size < token.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(decode_page_token(token.substr(0, size), "list").has_value());
        CHECK_FALSE(decode_page_token(token.substr(token.size() - size), "list").has_value());
    }
    for (const char extra : alphabet) CHECK_FALSE(decode_page_token(token + extra, "list"));
    CHECK_FALSE(decode_page_token(token + token, "list").has_value());
}

TEST_CASE("what never was a page token is refused") {
    for (const std::string_view text :
         {"", "a", "token", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "eyJhIjoxfQ",
          "====", "\xc3\xa9"}) {
        CAPTURE(text);
        CHECK_FALSE(decode_page_token(text, "list").has_value());
    }
}
