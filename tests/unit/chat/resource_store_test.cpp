#include "chat/resource_store.hpp"

#include "party.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

const caller anybody{
    .account = {}, .region = {}, .default_account = "000000000000", .default_region = "us-east-1"};

using names = std::vector<std::string>;

// The ids of the rooms.
names ids(const room_page& page) {
    names ids;
    for (const auto* room : page.items) ids.push_back(room->arn.substr(room->arn.rfind('/') + 1));
    return ids;
}

std::string arn(std::string_view id, std::string_view region = "us-east-1",
                std::string_view account = "123456789012") {
    std::string text = "arn:aws:ivschat:";
    return text.append(region).append(":").append(account).append(":room/").append(id);
}

// Page after page; `between` may change the store.
template <class Between>
names all_pages(resource_store<room>& rooms, std::size_t limit, Between between) {
    names seen;
    std::optional<list_position> after;
    do {
        const auto page = rooms.list(anybody, {}, after, limit);
        CHECK(page.items.size() <= limit);
        for (auto& id : ids(page)) seen.push_back(id);
        after = page.next;
        between();
    } while (after);
    return seen;
}

} // namespace

TEST_CASE("rooms are found by their ARN until they are removed") {
    resource_store<room> rooms;
    CHECK(rooms.find(demo_room) == nullptr);
    const auto& added = rooms.add(make_room(demo_room, start));
    CHECK(rooms.find(demo_room) == &added);
    CHECK(rooms.find(other_room) == nullptr);
    CHECK(rooms.find(demo_room + "x") == nullptr);
    CHECK(rooms.size() == 1);
    CHECK(rooms.remove(demo_room));
    CHECK_FALSE(rooms.remove(demo_room));
    CHECK(rooms.find(demo_room) == nullptr);
    CHECK(rooms.list(anybody, {}, {}, 50).items.empty());
}

TEST_CASE("a room may be removed by its own ARN") {
    resource_store<room> rooms;
    const auto& added = rooms.add(make_room(demo_room, start));
    CHECK(rooms.remove(added.arn));
    CHECK(rooms.size() == 0);
}

TEST_CASE("what was added can be changed where it lies") {
    resource_store<room> rooms;
    rooms.add(make_room(demo_room, start)).settings.name = "changed";
    CHECK(rooms.find(demo_room)->settings.name == "changed");
}

TEST_CASE("rooms are counted by account and region") {
    resource_store<room> rooms;
    rooms.add(make_room(arn("a", "us-east-1", "111111111111"), start));
    rooms.add(make_room(arn("b", "us-east-1", "111111111111"), start));
    rooms.add(make_room(arn("c", "eu-west-1", "111111111111"), start));
    CHECK(rooms.count("111111111111", "us-east-1") == 2);
    CHECK(rooms.count("111111111111", "eu-west-1") == 1);
    CHECK(rooms.count("222222222222", "us-east-1") == 0);
    rooms.remove(arn("a", "us-east-1", "111111111111"));
    rooms.remove(arn("c", "eu-west-1", "111111111111"));
    rooms.remove(arn("c", "eu-west-1", "111111111111"));
    CHECK(rooms.count("111111111111", "us-east-1") == 1);
    CHECK(rooms.count("111111111111", "eu-west-1") == 0);
}

TEST_CASE("the latest update comes first, and ARNs decide between equals") {
    resource_store<room> rooms;
    rooms.add(make_room(arn("b"), start));
    rooms.add(make_room(arn("newest"), start + seconds{2}));
    rooms.add(make_room(arn("a"), start));
    rooms.add(make_room(arn("newer"), start + std::chrono::nanoseconds{1}));
    rooms.add(make_room(arn("c"), start));
    rooms.add(make_room(arn("oldest"), start - seconds{1}));
    const auto page = rooms.list(anybody, {}, {}, 50);
    CHECK(ids(page) == names{"newest", "newer", "a", "b", "c", "oldest"});
    CHECK_FALSE(page.next.has_value());
}

TEST_CASE("what is added or changed within one millisecond is listed in the order of its changes") {
    resource_store<room> rooms;
    for (const auto* id : {"b", "a", "c"}) {
        rooms.add(make_room(arn(id), rooms.next_update_time(start)));
    }
    CHECK(ids(rooms.list(anybody, {}, {}, 50)) == names{"c", "a", "b"});
    rooms.touch(*rooms.find(arn("b")), start + std::chrono::microseconds{999});
    CHECK(ids(rooms.list(anybody, {}, {}, 50)) == names{"b", "c", "a"});
    CHECK((in_milliseconds(rooms.find(arn("b"))->updated) == start));
    CHECK((rooms.next_update_time(start + milliseconds{1}) == start + milliseconds{1}));
    CHECK((rooms.next_update_time(start - milliseconds{1}) == start - milliseconds{1}));
}

TEST_CASE("a millisecond that is full of changes does not reach into the next") {
    resource_store<room> rooms;
    const auto last = start + milliseconds{1} - std::chrono::nanoseconds{1};
    rooms.add(make_room(arn("a"), last));
    CHECK((rooms.next_update_time(start) == last));
}

TEST_CASE("a list whose times are equal in milliseconds keeps its order") {
    std::vector<room> listed;
    for (const auto* id : {"b", "a", "c"}) listed.push_back(make_room(arn(id), start));
    listed.push_back(make_room(arn("older"), start - milliseconds{1}));
    keep_list_order(listed);
    resource_store<room> rooms;
    for (auto& each : listed) rooms.add(std::move(each));
    CHECK(ids(rooms.list(anybody, {}, {}, 50)) == names{"b", "a", "c", "older"});
}

TEST_CASE("pages of any size show every room once") {
    resource_store<room> rooms;
    for (int i = 0; i < 23; ++i)
        rooms.add(make_room(arn(std::to_string(i)), start + seconds{i / 4}));
    const auto whole = ids(rooms.list(anybody, {}, {}, 50));
    for (std::size_t limit = 1; limit <= 24; ++limit) {
        CAPTURE(limit);
        CHECK(all_pages(rooms, limit, [] {}) == whole);
    }
}

TEST_CASE("there is a next page only if something is on it") {
    resource_store<room> rooms;
    for (int i = 0; i < 4; ++i) rooms.add(make_room(arn(std::to_string(i)), start));
    CHECK(rooms.list(anybody, {}, {}, 3).next.has_value());
    CHECK_FALSE(rooms.list(anybody, {}, {}, 4).next.has_value());
    CHECK_FALSE(rooms.list(anybody, {}, {}, 5).next.has_value());
    // What is left does not pass the filter.
    const room_filter nothing{.name = "x", .review_handler_uri = {}, .logging_configuration = {}};
    CHECK_FALSE(rooms.list(anybody, nothing, {}, 1).next.has_value());
}

TEST_CASE("rooms that stay are listed once while others are added and removed between pages") {
    resource_store<room> rooms;
    names staying;
    for (int i = 0; i < 40; ++i) {
        const bool stays = i % 2 == 0;
        const auto id = (stays ? "stay" : "go") + std::to_string(i);
        rooms.add(make_room(arn(id), start + seconds{i / 3}));
        if (stays) staying.push_back(id);
    }
    int step = 0;
    const auto seen = all_pages(rooms, 3, [&] {
        // The last room of a page is removed, too: its position remains.
        for (int i = 1; i < 40; i += 2) {
            if (i % 14 == (2 * step + 1) % 14) rooms.remove(arn("go" + std::to_string(i)));
        }
        rooms.add(make_room(arn("new" + std::to_string(step)), start + seconds{step}));
        ++step;
    });
    const std::multiset<std::string> once{seen.begin(), seen.end()};
    for (const auto& id : staying) {
        CAPTURE(id);
        CHECK(once.count(id) == 1);
    }
    for (const auto& id : seen) CHECK(once.count(id) == 1);
}

TEST_CASE("a list continues although the last room of the page before is gone") {
    resource_store<room> rooms;
    for (const auto* id : {"a", "b", "c", "d"}) rooms.add(make_room(arn(id), start));
    const auto first = rooms.list(anybody, {}, {}, 2);
    REQUIRE(first.next.has_value());
    CHECK(first.next->arn == arn("b"));
    rooms.remove(arn("b"));
    CHECK(ids(rooms.list(anybody, {}, first.next, 2)) == names{"c", "d"});
}

TEST_CASE("filters match exactly, and together") {
    const auto reviewed = [](std::string name, std::string uri, names logs) {
        return room_settings{.name = std::move(name),
                             .review_handler = review_handler{.uri = std::move(uri)},
                             .tags = {},
                             .logging_configurations = std::move(logs)};
    };
    resource_store<room> rooms;
    rooms.add(make_room(arn("plain"), start));
    rooms.add(make_room(arn("one"), start - seconds{1}, reviewed("demo", "f", {"x", "y"})));
    rooms.add(make_room(arn("two"), start - seconds{2}, reviewed("demo", "", {"y"})));
    rooms.add(make_room(arn("three"), start - seconds{3}, reviewed("demo2", "f", {})));
    struct row {
        std::string_view name;
        std::optional<std::string> room_name = {};
        std::optional<std::string> uri = {};
        std::optional<std::string> configuration = {};
        names found;
    };
    const row rows[] = {
        {.name = "none", .found = {"plain", "one", "two", "three"}},
        {.name = "name", .room_name = "demo", .found = {"one", "two"}},
        {.name = "name in another case", .room_name = "Demo", .found = {}},
        {.name = "no name", .room_name = "", .found = {"plain"}},
        {.name = "handler", .uri = "f", .found = {"one", "three"}},
        {.name = "no handler", .uri = "", .found = {"plain", "two"}},
        {.name = "configuration", .configuration = "y", .found = {"one", "two"}},
        {.name = "all three",
         .room_name = "demo",
         .uri = "f",
         .configuration = "x",
         .found = {"one"}},
        {.name = "no room has all",
         .room_name = "demo2",
         .uri = "f",
         .configuration = "x",
         .found = {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const room_filter filter{.name = row.room_name,
                                 .review_handler_uri = row.uri,
                                 .logging_configuration = row.configuration};
        CHECK(ids(rooms.list(anybody, filter, {}, 50)) == row.found);
    }
}

TEST_CASE("a caller sees the rooms of its account and its region") {
    resource_store<room> rooms;
    rooms.add(make_room(arn("a", "us-east-1", "111111111111"), start));
    rooms.add(make_room(arn("b", "eu-west-1", "111111111111"), start));
    rooms.add(make_room(arn("c", "us-east-1", "222222222222"), start));
    struct row {
        std::string_view name;
        std::optional<std::string> account;
        std::optional<std::string> region;
        names found;
    };
    const row rows[] = {
        {.name = "bound to nothing", .account = {}, .region = {}, .found = {"b", "a", "c"}},
        {.name = "account", .account = "111111111111", .region = {}, .found = {"b", "a"}},
        {.name = "region", .account = {}, .region = "us-east-1", .found = {"a", "c"}},
        {.name = "both", .account = "111111111111", .region = "us-east-1", .found = {"a"}},
        {.name = "another account", .account = "333333333333", .region = {}, .found = {}},
        {.name = "part of an account", .account = "11111111111", .region = {}, .found = {}},
        {.name = "another region", .account = {}, .region = "us-east-2", .found = {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const caller who{.account = row.account,
                         .region = row.region,
                         .default_account = "000000000000",
                         .default_region = "us-east-1"};
        CHECK(ids(rooms.list(who, {}, {}, 50)) == row.found);
    }
}
