#include "control/json_object.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using control::decode_errors;
using control::object_reader;
using nlohmann::json;
using namespace std::chrono_literals;

TEST_CASE("members that exist are read, absent ones are nothing") {
    const json body = {
        {"text", "a"}, {"empty", ""}, {"number", 3U}, {"length", "PT1.5S"}, {"nothing", nullptr}};
    decode_errors errors;
    object_reader in{body, "", errors};
    CHECK(in.text("text", 1) == "a");
    CHECK(in.any_text("empty") == "");
    CHECK(in.unsigned_integer("number", 3, 3) == 3);
    CHECK(in.duration("length", 0ns, 2s) == 1500ms);
    CHECK_FALSE(in.text("nothing", 1));
    CHECK_FALSE(in.unsigned_integer("absent", 0, 1));
    CHECK_FALSE(in.duration("absent too", 0ns, 2s));
    in.reject_unknown_members();
    CHECK_FALSE(errors.has_error());
}

TEST_CASE("an unknown member is refused") {
    const json body = {{"a", 1U}, {"b", 2}};
    decode_errors errors;
    object_reader in{body, "outer", errors};
    CHECK(in.unsigned_integer("a", 0, 9) == 1);
    in.has("c");
    in.reject_unknown_members();
    REQUIRE(errors.has_error());
    CHECK(errors.error().message == "outer.b is unknown; valid members are a, c.");
}

TEST_CASE("the first error is reported with its path") {
    const json body = {{"a", 1}, {"b", true}};
    decode_errors errors;
    object_reader in{body, "outer", errors};
    CHECK_FALSE(in.any_text("a"));
    CHECK_FALSE(in.any_text("b"));
    in.add_error("c", "is missing");
    REQUIRE(errors.has_error());
    CHECK(errors.error().message == "outer.a must be a string, but is 1.");
    REQUIRE(errors.error().fields.size() == 1);
    CHECK(errors.error().fields[0].name == "outer.a");
}

TEST_CASE("long names and values are quoted in part") {
    const json body = {{"value", std::string(5000, 'v')}, {std::string(5000, 'n'), 1}};
    decode_errors of_value;
    object_reader{body, "", of_value}.unsigned_integer("value", 0, 1);
    CHECK(of_value.error().message.size() < 200);
    decode_errors of_name;
    object_reader{body, "", of_name}.reject_unknown_members();
    CHECK(of_name.error().message.size() < 200);
}
