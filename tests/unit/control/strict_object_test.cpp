#include "control/strict_object.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using control::strict_object;
using nlohmann::json;

TEST_CASE("what is there is read, what is not there is nothing") {
    const json body = {{"text", "a"}, {"number", -3}, {"length", "PT1.5S"}, {"nothing", nullptr}};
    strict_object in{body};
    CHECK(in.string("text") == "a");
    CHECK(in.whole_number("number", -5, 5) == -3);
    const auto length = in.duration("length", std::chrono::seconds{2});
    REQUIRE(length);
    CHECK(length->count() == 1'500'000'000);
    CHECK_FALSE(in.string("nothing"));
    CHECK_FALSE(in.whole_number("absent", 0, 1));
    CHECK_FALSE(in.duration("absent too", std::chrono::seconds{2}));
    CHECK_FALSE(in.finish());
}

TEST_CASE("a member that nobody asked for is refused") {
    const json body = {{"a", 1}, {"b", 2}};
    strict_object in{body, "outer"};
    CHECK(in.whole_number("a", 0, 9) == 1);
    in.find("c");
    const auto error = in.finish();
    REQUIRE(error);
    CHECK(error->message == "There is no member \"b\" in outer; known are a, c.");
}

TEST_CASE("the first complaint is told, with the path") {
    const json body = {{"a", 1}, {"b", true}};
    strict_object in{body, "outer"};
    CHECK_FALSE(in.string("a"));
    CHECK_FALSE(in.string("b"));
    in.complain("c", "given");
    const auto error = in.finish();
    REQUIRE(error);
    CHECK(error->message == "outer.a must be a string, but is 1.");
}

TEST_CASE("what must be there and is not is complained of as absent") {
    const json body = json::object();
    strict_object in{body};
    in.complain("advance", "given");
    REQUIRE(in.finish());
    CHECK(in.finish()->message == "advance must be given, but is absent.");
}
