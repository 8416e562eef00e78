#include "bench/support/websocket.hpp"

#include <doctest/doctest.h>

namespace ivschat::bench {
namespace {

constexpr std::string_view mask{"\x01\x02\x03\x04", 4};

TEST_CASE("a head is read back as it was written, and not before it is complete") {
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U}) {
        for (const auto with : {std::string_view{}, mask}) {
            CAPTURE(size);
            CAPTURE(with.size());
            std::string bytes;
            append_head(bytes, opcode::text, size, with);
            for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
                CHECK_FALSE(parse_head(std::span{bytes}.first(cut)).has_value());
            }
            const auto head = parse_head(bytes);
            REQUIRE(head.has_value());
            CHECK(head->kind == opcode::text);
            CHECK(head->head_size == bytes.size());
            CHECK(head->payload_size == size);
            CHECK(head->is_masked == !with.empty());
            CHECK(head->is_plain);
        }
    }
}

TEST_CASE("a head of a large frame, a fragment and a compressed frame are recognised") {
    const std::string large{"\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10};
    REQUIRE(parse_head(large).has_value());
    CHECK(parse_head(large)->payload_size == 65'536);
    CHECK(parse_head(large)->kind == opcode::binary);
    const std::string fragment{"\x01\x00", 2};
    CHECK_FALSE(parse_head(fragment)->is_plain);
    const std::string compressed{"\xC1\x00", 2};
    CHECK_FALSE(parse_head(compressed)->is_plain);
}

TEST_CASE("a mask that is applied twice cancels itself") {
    std::string text = "seven c";
    apply_mask(text, mask.data());
    CHECK(text != "seven c");
    apply_mask(text, mask.data());
    CHECK(text == "seven c");
}

} // namespace
} // namespace ivschat::bench
