#include "websocket/frame.hpp"

#include <doctest/doctest.h>

using namespace ivschat::websocket;

TEST_CASE("a frame is whole, unmasked text with the shortest form of its length") {
    struct row {
        std::size_t size;
        std::string_view header;
    };
    using namespace std::string_view_literals;
    const row rows[] = {
        {.size = 0, .header = "\x81\x00"sv},
        {.size = 1, .header = "\x81\x01"sv},
        {.size = 125, .header = "\x81\x7d"sv},
        {.size = 126, .header = "\x81\x7e\x00\x7e"sv},
        {.size = 127, .header = "\x81\x7e\x00\x7f"sv},
        {.size = 255, .header = "\x81\x7e\x00\xff"sv},
        {.size = 256, .header = "\x81\x7e\x01\x00"sv},
        {.size = 65535, .header = "\x81\x7e\xff\xff"sv},
        {.size = 65536, .header = "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"sv},
        {.size = 0x12345, .header = "\x81\x7f\x00\x00\x00\x00\x00\x01\x23\x45"sv},
    };
    for (const auto& row : rows) {
        CAPTURE(row.size);
        const std::string payload(row.size, 'x');
        const auto made = make_text_frame(payload);
        REQUIRE(made != nullptr);
        const bool same = *made == std::string{row.header} + payload;
        CHECK(same);
    }
}

TEST_CASE("a frame carries its payload byte by byte") {
    const std::string payload{"a\0\xc3\xa9\xff", 5};
    CHECK(*make_text_frame(payload) == "\x81\x05" + payload);
}
