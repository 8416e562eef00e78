#include "callers.hpp"
#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

// A room and a logging configuration, each with two tags.
struct shelf : party {
    shelf() {
        room_settings settings;
        settings.tags = before;
        chat.restore(make_room(demo_room, start, settings));
        chat.restore(logging_configuration{
            .arn = configuration,
            .settings = {.name = {},
                         .destination = {.kind = destination_kind::s3, .name = "bucket"},
                         .tags = before},
            .created = start,
            .updated = start});
        now += seconds{5};
    }

    std::optional<refusal> tag(const std::string& arn, const tag_map& tags,
                               const caller& who = resident()) {
        done.clear();
        return refusal_of(chat.tag(now, who, arn, tags, done));
    }
    std::optional<refusal> untag(const std::string& arn, const std::vector<std::string>& keys,
                                 const caller& who = resident()) {
        done.clear();
        return refusal_of(chat.untag(now, who, arn, keys, done));
    }
    tag_map tags(const std::string& arn) {
        const auto found = chat.find_tags(resident(), arn);
        REQUIRE(found.has_value());
        return **found;
    }
    // Of the one effect of the last command, which saves the resource.
    tag_map saved_tags(const std::string& arn) const {
        REQUIRE(done.size() == 1);
        if (const auto* room = std::get_if<room_saved>(done.data())) {
            CHECK(room->saved.arn == arn);
            return room->saved.tags();
        }
        const auto* other = std::get_if<logging_configuration_saved>(done.data());
        REQUIRE(other != nullptr);
        CHECK(other->saved.arn == arn);
        return other->saved.tags();
    }

    const tag_map before{{"stage", "test"}, {"team", "chat"}};
    const std::string configuration =
        "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl";
    const std::vector<std::string> both{demo_room, configuration};
};

tag_map numbered(int count, const std::string& value = "") {
    tag_map tags;
    for (int i = 0; i < count; ++i) tags.emplace("key" + std::to_string(i), value);
    return tags;
}

} // namespace

TEST_CASE("tags are added and replaced, and the others stay") {
    shelf s;
    for (const auto& arn : s.both) {
        CAPTURE(arn);
        CHECK((s.tags(arn) == s.before));
        CHECK_FALSE(s.tag(arn, {{"stage", "live"}, {"new", ""}}).has_value());
        const tag_map expected{{"stage", "live"}, {"team", "chat"}, {"new", ""}};
        CHECK((s.tags(arn) == expected));
        CHECK((s.saved_tags(arn) == expected));
    }
}

TEST_CASE("tags do not date a resource anew") {
    shelf s;
    for (const auto& arn : s.both) {
        CHECK_FALSE(s.tag(arn, {{"a", "b"}}).has_value());
        CHECK_FALSE(s.untag(arn, {"a"}).has_value());
    }
    CHECK((s.chat.rooms().find(demo_room)->updated == start));
    CHECK((s.chat.logging_configurations().find(s.configuration)->updated == start));
}

TEST_CASE("a resource has fifty tags, and one more is refused with all that came with it") {
    shelf s;
    for (const auto& arn : s.both) {
        CAPTURE(arn);
        CHECK_FALSE(s.tag(arn, numbered(48)).has_value());
        const auto full = s.tags(arn);
        CHECK(full.size() == 50);
        s.done.clear();
        const auto refused =
            s.chat.tag(s.now, resident(), arn, {{"stage", "live"}, {"one more", ""}}, s.done);
        CHECK(refusal_of(refused) == refusal::too_many_tags);
        CHECK(refused.error().resource == arn);
        CHECK(s.done.empty());
        CHECK((s.tags(arn) == full));
        // Replacing adds none.
        CHECK_FALSE(s.tag(arn, numbered(48, "other")).has_value());
        CHECK(s.tags(arn).at("key47") == "other");
        CHECK_FALSE(s.untag(arn, {"stage"}).has_value());
        CHECK_FALSE(s.tag(arn, {{"one more", ""}}).has_value());
        CHECK(s.tags(arn).size() == 50);
    }
}

TEST_CASE("removing tag keys that do not exist has no effect") {
    shelf s;
    for (const auto& arn : s.both) {
        CAPTURE(arn);
        for (int i = 0; i < 2; ++i) {
            CHECK_FALSE(s.untag(arn, {"stage", "never", "STAGE"}).has_value());
            CHECK((s.tags(arn) == tag_map{{"team", "chat"}}));
            CHECK((s.saved_tags(arn) == tag_map{{"team", "chat"}}));
        }
        CHECK_FALSE(s.untag(arn, {"team"}).has_value());
        CHECK(s.tags(arn).empty());
        CHECK_FALSE(s.untag(arn, {"team"}).has_value());
    }
}

TEST_CASE("a resource that does not exist or is not the caller's has no tags") {
    shelf s;
    struct row {
        std::string arn;
        caller who;
        refusal why;
    };
    const row rows[] = {
        {demo_room + "x", resident(), refusal::room_not_found},
        {s.configuration + "x", resident(), refusal::logging_configuration_not_found},
        {demo_room, resident("111111111111"), refusal::room_not_found},
        {s.configuration, resident("111111111111"), refusal::logging_configuration_not_found},
        {demo_room, resident("123456789012", "eu-west-1"), refusal::room_not_found},
        {s.configuration, resident("123456789012", "eu-west-1"),
         refusal::logging_configuration_not_found},
        {"AbCdEfGhIjKl", visitor(), refusal::room_not_found},
    };
    for (const auto& row : rows) {
        CAPTURE(row.arn);
        CAPTURE(row.who.default_account);
        CAPTURE(row.who.default_region);
        const auto found = s.chat.find_tags(row.who, row.arn);
        CHECK(refusal_of(found) == row.why);
        CHECK(found.error().resource == row.arn);
        CHECK(s.tag(row.arn, {{"a", "b"}}, row.who) == row.why);
        CHECK(s.done.empty());
        CHECK(s.untag(row.arn, {"stage"}, row.who) == row.why);
        CHECK(s.done.empty());
    }
    for (const auto& arn : s.both) CHECK((s.tags(arn) == s.before));
}
