#include "storage/json_text.hpp"

#include "sample_state.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::storage;

TEST_CASE("empty tags and lists are {} and []") {
    CHECK(to_json_text(chat::tag_map{}) == "{}");
    CHECK(to_json_text(std::vector<std::string>{}) == "[]");
    CHECK(tags_from("{}").empty());
    CHECK(list_from("[]").empty());
}

TEST_CASE("tags and lists are read back unchanged") {
    const chat::tag_map tags{{"a", "1"}, {"", ""}, {test::hostile_text(), test::hostile_text()}};
    CHECK(tags_from(to_json_text(tags)) == tags);
    const std::vector<std::string> list{"b", "a", "", test::hostile_text(), "a"};
    CHECK(list_from(to_json_text(list)) == list);
}

TEST_CASE("a text of another form is an error") {
    for (const auto text : {"", "{", "[]", "null", R"({"a": 1})", R"({"a": null})"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(tags_from(text), json_text_error);
    }
    for (const auto text : {"", "[", "{}", "null", R"(["a", 1])", R"("a")"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(list_from(text), json_text_error);
    }
}
