#include "callers.hpp"
#include "party.hpp"

#include "chat/arn.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

const log_destination bucket{.kind = destination_kind::s3, .name = "bucket"};
const log_destination group{.kind = destination_kind::cloudwatch_logs, .name = "group"};

struct archive : party {
    // Its ARN.
    std::string create(const caller& who = resident(), std::string name = "made",
                       tag_map tags = {}) {
        done.clear();
        const auto made = chat.create_logging_configuration(
            now, who, {.name = std::move(name), .destination = bucket, .tags = std::move(tags)},
            done);
        REQUIRE(made.has_value());
        return made->arn;
    }
    std::optional<refusal> remove_configuration(const std::string& arn,
                                                const caller& who = resident()) {
        done.clear();
        return refusal_of(chat.delete_logging_configuration(who, arn, done));
    }
    // Replaces the logging configurations of a room.
    std::optional<refusal> attach(std::vector<std::string> arns,
                                  const std::string& room_arn = demo_room) {
        const room_changes changes{.logging_configurations = std::move(arns)};
        return refusal_of(chat.update_room(now, visitor(), room_arn, changes, done));
    }
    std::vector<std::string> listed(const caller& who = resident()) const {
        std::vector<std::string> arns;
        for (const auto* each : chat.list_logging_configurations(who, {}, 50).items) {
            arns.push_back(each->arn);
        }
        return arns;
    }
};

} // namespace

TEST_CASE("a logging configuration is created in its creator's account and region, and found") {
    archive a;
    const auto arn = a.create(resident("111111111111", "eu-west-1"), "made", {{"a", "b"}});
    const auto parts = parse_arn(arn);
    REQUIRE(parts.has_value());
    CHECK(parts->region == "eu-west-1");
    CHECK(parts->account == "111111111111");
    CHECK(parts->type == "logging-configuration");
    CHECK(parts->id.size() == 12);
    const auto found =
        a.chat.find_logging_configuration(resident("111111111111", "eu-west-1"), arn);
    REQUIRE(found.has_value());
    const logging_configuration_settings expected{
        .name = "made", .destination = bucket, .tags = {{"a", "b"}}};
    CHECK(((*found)->settings == expected));
    CHECK(((*found)->created == a.now));
    CHECK(((*found)->updated == a.now));
    REQUIRE(a.done.size() == 1);
    const auto* saved = std::get_if<logging_configuration_saved>(a.done.data());
    REQUIRE(saved != nullptr);
    CHECK(saved->saved.arn == arn);
    CHECK((saved->saved.settings == expected));
}

TEST_CASE("logging configurations of the same name are different ones") {
    archive a;
    CHECK(a.create() != a.create());
    CHECK(a.chat.logging_configurations().size() == 2);
}

TEST_CASE("an update of a logging configuration changes what it sets and keeps the rest") {
    struct row {
        std::string_view name;
        logging_configuration_changes changes;
        std::string name_then;
        log_destination destination_then;
    };
    const row rows[] = {
        {"nothing", {}, "made", bucket},
        {"the name", {.name = "after"}, "after", bucket},
        {"the name to an empty one", {.name = ""}, "", bucket},
        {"the destination", {.destination = group}, "made", group},
        {"both", {.name = "after", .destination = group}, "after", group},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        archive a;
        const auto arn = a.create(resident(), "made", {{"a", "b"}});
        a.done.clear();
        a.now += seconds{1};
        const auto updated =
            a.chat.update_logging_configuration(a.now, resident(), arn, row.changes, a.done);
        REQUIRE(updated.has_value());
        const logging_configuration_settings expected{
            .name = row.name_then, .destination = row.destination_then, .tags = {{"a", "b"}}};
        CHECK((updated->settings == expected));
        CHECK((updated->created == start));
        CHECK((updated->updated == a.now));
        REQUIRE(a.done.size() == 1);
        const auto* saved = std::get_if<logging_configuration_saved>(a.done.data());
        REQUIRE(saved != nullptr);
        CHECK((saved->saved.settings == expected));
        CHECK((saved->saved.updated == a.now));
    }
}

TEST_CASE("the logging configuration that was updated last is listed first") {
    archive a;
    const auto first = a.create();
    a.now += seconds{1};
    const auto second = a.create();
    a.now += seconds{1};
    const auto third = a.create();
    CHECK((a.listed() == std::vector{third, second, first}));
    a.now += seconds{1};
    REQUIRE(a.chat.update_logging_configuration(a.now, resident(), second, {}, a.done).has_value());
    CHECK((a.listed() == std::vector{second, third, first}));
}

TEST_CASE("each page of logging configurations starts where the one before ended") {
    archive a;
    std::vector<std::string> expected;
    // All at the same time.
    for (int i = 0; i < 5; ++i) expected.insert(expected.begin(), a.create());
    std::vector<std::string> found;
    std::optional<list_position> after;
    do {
        const auto page = a.chat.list_logging_configurations(resident(), after, 2);
        CHECK(page.items.size() <= 2);
        for (const auto* each : page.items) found.push_back(each->arn);
        after = page.next;
    } while (after);
    CHECK((found == expected));
}

TEST_CASE("a deleted logging configuration is gone, and a second deletion does not find it") {
    archive a;
    const auto arn = a.create();
    const auto kept = a.create();
    CHECK_FALSE(a.remove_configuration(arn).has_value());
    REQUIRE(a.done.size() == 1);
    const auto* removed = std::get_if<logging_configuration_removed>(a.done.data());
    REQUIRE(removed != nullptr);
    CHECK(removed->arn == arn);
    CHECK(refusal_of(a.chat.find_logging_configuration(resident(), arn)) ==
          refusal::logging_configuration_not_found);
    CHECK((a.listed() == std::vector{kept}));
    CHECK(a.remove_configuration(arn) == refusal::logging_configuration_not_found);
    CHECK(a.done.empty());
}

TEST_CASE("a logging configuration is not deleted while a room uses it") {
    archive a;
    const auto arn = a.create();
    const auto another = a.create();
    CHECK_FALSE(a.attach({another, arn}).has_value());
    CHECK_FALSE(a.attach({arn}, other_room).has_value());
    CHECK(a.remove_configuration(arn) == refusal::logging_configuration_in_use);
    CHECK(a.done.empty());
    // One of the two rooms no longer uses it.
    CHECK_FALSE(a.attach({another}).has_value());
    CHECK(a.remove_configuration(arn) == refusal::logging_configuration_in_use);
    // The other one is deleted.
    CHECK_FALSE(refusal_of(a.chat.delete_room(resident(), other_room, a.done)).has_value());
    CHECK_FALSE(a.remove_configuration(arn).has_value());
    CHECK(a.remove_configuration(another) == refusal::logging_configuration_in_use);
}

TEST_CASE("a logging configuration of another account or region is neither found nor changed") {
    struct row {
        std::string_view name;
        caller who;
        bool finds = false;
    };
    auto only_account = visitor();
    only_account.account = "123456789012";
    auto only_region = visitor();
    only_region.region = "us-east-1";
    const row rows[] = {
        {.name = "bound to nothing", .who = visitor(), .finds = true},
        {.name = "its account", .who = only_account, .finds = true},
        {.name = "its region", .who = only_region, .finds = true},
        {.name = "both", .who = resident(), .finds = true},
        {.name = "another account", .who = resident("111111111111")},
        {.name = "another region", .who = resident("123456789012", "eu-west-1")},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        archive a;
        const auto arn = a.create();
        a.done.clear();
        const std::optional<refusal> expected =
            row.finds ? std::nullopt : std::optional{refusal::logging_configuration_not_found};
        CHECK(refusal_of(a.chat.find_logging_configuration(row.who, arn)) == expected);
        CHECK(a.listed(row.who).size() == (row.finds ? 1 : 0));
        CHECK(refusal_of(a.chat.update_logging_configuration(a.now, row.who, arn, {.name = "after"},
                                                             a.done)) == expected);
        CHECK(a.chat.logging_configurations().find(arn)->settings.name ==
              (row.finds ? "after" : "made"));
        CHECK(a.done.empty() != row.finds);
        CHECK(a.remove_configuration(arn, row.who) == expected);
        CHECK(a.chat.logging_configurations().size() == (row.finds ? 0 : 1));
    }
}

TEST_CASE("a room names logging configurations of its own account and region only") {
    archive a;
    const auto own = a.create();
    const auto of_other_account = a.create(resident("111111111111"));
    const auto of_other_region = a.create(resident("123456789012", "eu-west-1"));
    a.done.clear();
    for (const auto& far : {of_other_account, of_other_region}) {
        CAPTURE(far);
        // This caller may access all of them.
        const room_changes changes{.logging_configurations = std::vector{own, far}};
        const auto updated = a.chat.update_room(a.now, visitor(), demo_room, changes, a.done);
        CHECK(refusal_of(updated) == refusal::logging_configuration_not_found);
        CHECK(updated.error().resource == far);
        room_settings settings;
        settings.logging_configurations = {own, far};
        const auto created = a.chat.create_room(a.now, resident(), settings, a.done);
        CHECK(refusal_of(created) == refusal::logging_configuration_not_found);
        CHECK(created.error().resource == far);
    }
    CHECK(a.done.empty());
    CHECK(a.chat.rooms().size() == 2);
    room_settings settings;
    settings.logging_configurations = {own};
    CHECK(a.chat.create_room(a.now, resident(), settings, a.done).has_value());
}

TEST_CASE("what is not the ARN of a logging configuration is not found") {
    archive a;
    for (const auto& arn : {std::string{}, std::string{"made"}, demo_room}) {
        CAPTURE(arn);
        CHECK(refusal_of(a.chat.find_logging_configuration(visitor(), arn)) ==
              refusal::logging_configuration_not_found);
        CHECK(a.attach({arn}) == refusal::logging_configuration_not_found);
        CHECK(a.remove_configuration(arn, visitor()) == refusal::logging_configuration_not_found);
    }
}

TEST_CASE("a logging configuration is added once, and restored any number of times") {
    archive a;
    const auto arn = a.create();
    auto again = *a.chat.logging_configurations().find(arn);
    again.settings.name = "again";
    a.done.clear();
    a.chat.add_if_absent(again, a.done);
    CHECK(a.done.empty());
    CHECK(a.chat.logging_configurations().find(arn)->settings.name == "made");
    a.chat.restore(again);
    CHECK(a.chat.logging_configurations().find(arn)->settings.name == "again");
    CHECK(a.chat.logging_configurations().size() == 1);
    again.arn += "2";
    a.chat.add_if_absent(again, a.done);
    CHECK(a.done.size() == 1);
    CHECK(a.chat.logging_configurations().size() == 2);
}
