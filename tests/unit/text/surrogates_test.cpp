#include "text/surrogates.hpp"

#include <doctest/doctest.h>

using ivschat::text::replace_lone_surrogates;

TEST_CASE("each surrogate without a partner is replaced") {
    struct row {
        std::string_view json;
        std::string_view mended;
    };
    const row rows[] = {
        {R"("\ud83d")", R"("\ufffd")"},
        {R"("\ude00")", R"("\ufffd")"},
        {R"("\uD800\uDBFF\uDC00\uDFFF")", R"("\ufffd\uDBFF\uDC00\ufffd")"},
        {R"("\ude00\ud83d")", R"("\ufffd\ufffd")"},
        {R"("a\ud83db")", R"("a\ufffdb")"},
        {R"("\ud83d\n")", R"("\ufffd\n")"},
        {R"("\ud83d\u0041")", R"("\ufffd\u0041")"},
        {R"({"\ud83d":"\\\ud83d"})", R"({"\ufffd":"\\\ufffd"})"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.json);
        const auto mended = replace_lone_surrogates(row.json);
        REQUIRE(mended);
        CHECK(*mended == row.mended);
    }
}

TEST_CASE("a text without such a surrogate is not changed") {
    for (const std::string_view json :
         {R"("")", R"("\ud83d\ude00")", R"("\ud7ff\ue000")", R"("\\ud83d")", R"("\\\\ud83d")",
          R"("\ud83)", R"("\ud83g")", R"("\u-800")", R"("\)", R"(\)", "\\u", "\xed\xa0\xbd"}) {
        CAPTURE(json);
        CHECK_FALSE(replace_lone_surrogates(json));
    }
}
