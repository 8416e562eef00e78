#include "faults/reorder_slot.hpp"

#include <doctest/doctest.h>

#include <string>

using ivschat::faults::reorder_slot;
using frames = std::vector<std::string>;

TEST_CASE("a frame that is held back follows the next") {
    reorder_slot<std::string> slot;
    CHECK((slot.pass("1", false) == frames{"1"}));
    CHECK(slot.pass("2", true).empty());
    CHECK(slot.holds());
    CHECK((slot.pass("3", false) == frames{"3", "2"}));
    CHECK_FALSE(slot.holds());
    CHECK((slot.pass("4", false) == frames{"4"}));
}

TEST_CASE(
    "at most one frame is held: the next one releases it even if a rule reorders that one, too") {
    reorder_slot<std::string> slot;
    CHECK(slot.pass("1", true).empty());
    CHECK((slot.pass("2", true) == frames{"2", "1"}));
    CHECK(slot.pass("3", true).empty());
    CHECK((slot.pass("4", true) == frames{"4", "3"}));
}

TEST_CASE("a held frame can be released once without a next frame") {
    reorder_slot<std::string> slot;
    CHECK_FALSE(slot.release());
    CHECK(slot.pass("1", true).empty());
    CHECK((slot.release() == "1"));
    CHECK_FALSE(slot.release());
    CHECK((slot.pass("2", false) == frames{"2"}));
}
