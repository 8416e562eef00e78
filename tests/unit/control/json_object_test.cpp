#include "control/json_object.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using control::document_fault;
using control::object_reader;
using nlohmann::json;
using namespace std::chrono_literals;

TEST_CASE("what is there is read, what is not there is nothing") {
    const json body = {
        {"text", "a"}, {"empty", ""}, {"number", 3U}, {"length", "PT1.5S"}, {"nothing", nullptr}};
    document_fault fault;
    object_reader in{body, "", fault};
    CHECK(in.text("text", 1) == "a");
    CHECK(in.any_text("empty") == "");
    CHECK(in.whole("number", 3, 3) == 3);
    CHECK(in.duration("length", 0ns, 2s) == 1500ms);
    CHECK_FALSE(in.text("nothing", 1));
    CHECK_FALSE(in.whole("absent", 0, 1));
    CHECK_FALSE(in.duration("absent too", 0ns, 2s));
    in.refuse_others();
    CHECK_FALSE(fault.is_told());
}

TEST_CASE("a member that nobody asked for is refused") {
    const json body = {{"a", 1U}, {"b", 2}};
    document_fault fault;
    object_reader in{body, "outer", fault};
    CHECK(in.whole("a", 0, 9) == 1);
    in.has("c");
    in.refuse_others();
    REQUIRE(fault.is_told());
    CHECK(fault.error().message == "outer.b is not known; there are a, c.");
}

TEST_CASE("the first complaint is told, with the path") {
    const json body = {{"a", 1}, {"b", true}};
    document_fault fault;
    object_reader in{body, "outer", fault};
    CHECK_FALSE(in.any_text("a"));
    CHECK_FALSE(in.any_text("b"));
    in.complain("c", "is missing");
    REQUIRE(fault.is_told());
    CHECK(fault.error().message == "outer.a must be a text, but is 1.");
    REQUIRE(fault.error().fields.size() == 1);
    CHECK(fault.error().fields[0].name == "outer.a");
}

TEST_CASE("names and values are quoted in part") {
    const json body = {{"value", std::string(5000, 'v')}, {std::string(5000, 'n'), 1}};
    document_fault of_value;
    object_reader{body, "", of_value}.whole("value", 0, 1);
    CHECK(of_value.error().message.size() < 200);
    document_fault of_name;
    object_reader{body, "", of_name}.refuse_others();
    CHECK(of_name.error().message.size() < 200);
}
