#include "bench/support/content.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ivschat::bench {
namespace {

constexpr std::size_t content_size = 200;
constexpr stamp sent{.due = 0x0123456789ABCDEF, .room = 4999, .number = 123456, .sender = 3};

std::string content_of(const stamp& stamp, std::size_t size = content_size) {
    std::string content(size, ' ');
    write_content(content, stamp);
    return content;
}

TEST_CASE("a content is found inside a server's frame") {
    const auto frame = R"({"Type":"MESSAGE","Content":")" + content_of(sent) + R"(","Sender":{}})";
    const auto found = find_content(frame, content_size);
    REQUIRE(found.has_value());
    CHECK(found->due == sent.due);
    CHECK(found->room == sent.room);
    CHECK(found->number == sent.number);
    CHECK(found->sender == sent.sender);
}

TEST_CASE("the smallest and the largest content can be found") {
    for (const auto size : {stamp_size, largest_content}) {
        CAPTURE(size);
        CHECK(find_content(content_of(sent, size), size).has_value());
    }
}

TEST_CASE("a change of any one byte is noticed, or changes the stamp") {
    const auto whole = content_of(sent);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        CAPTURE(i);
        auto damaged = whole;
        damaged[i] = damaged[i] == '0' ? '1' : '0';
        const auto found = find_content(damaged, content_size);
        const bool is_told_apart = !found || found->due != sent.due || found->room != sent.room ||
                                   found->number != sent.number || found->sender != sent.sender;
        CHECK(is_told_apart);
    }
}

TEST_CASE("a content that is cut off is not found") {
    const auto whole = content_of(sent);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(find_content(whole.substr(0, size), content_size).has_value());
    }
}

} // namespace
} // namespace ivschat::bench
