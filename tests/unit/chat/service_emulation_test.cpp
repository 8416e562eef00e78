// Test control: replacing state, expiring tokens, forgetting usage.
#include "party.hpp"

#include <algorithm>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

const std::string third_room = "arn:aws:ivschat:us-east-1:123456789012:room/ThirdThirdTh";
const std::string logs_arn =
    "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/LogsLogsLogs";

logging_configuration make_logs(std::string name) {
    logging_configuration made{.arn = logs_arn, .settings = {}, .created = start, .updated = start};
    made.settings.name = std::move(name);
    return made;
}

// "saved ARN" and "removed ARN", in their order.
std::vector<std::string> changes(const effects& done) {
    std::vector<std::string> all;
    for (const auto& each : done) {
        if (const auto* one = std::get_if<room_saved>(&each))
            all.push_back("saved " + one->saved.arn);
        if (const auto* one = std::get_if<room_removed>(&each)) {
            all.push_back("removed " + one->arn);
        }
        if (const auto* one = std::get_if<logging_configuration_saved>(&each)) {
            all.push_back("saved " + one->saved.arn);
        }
        if (const auto* one = std::get_if<logging_configuration_removed>(&each)) {
            all.push_back("removed " + one->arn);
        }
    }
    return all;
}

} // namespace

TEST_CASE("resources are replaced, and only what differs is saved") {
    party p;
    auto changed = make_room(other_room, start);
    changed.settings.name = "changed";
    p.chat.replace_resources({make_room(demo_room, start), changed, make_room(third_room, start)},
                             {make_logs("a")}, p.done);
    CHECK(changes(p.done) == std::vector<std::string>{"saved " + logs_arn, "saved " + other_room,
                                                      "saved " + third_room});
    REQUIRE(p.chat.rooms().find(other_room) != nullptr);
    CHECK(p.chat.rooms().find(other_room)->settings.name == "changed");
    p.done.clear();
    p.chat.replace_resources({make_room(demo_room, start)}, {make_logs("b")}, p.done);
    auto seen = changes(p.done);
    std::sort(seen.begin(), seen.end());
    CHECK(seen == std::vector<std::string>{"removed " + other_room, "removed " + third_room,
                                           "saved " + logs_arn});
    CHECK(p.chat.rooms().size() == 1);
    CHECK(p.chat.logging_configurations().find(logs_arn)->settings.name == "b");
    p.done.clear();
    p.chat.replace_resources({}, {}, p.done);
    CHECK(changes(p.done).size() == 2);
    CHECK(p.chat.rooms().size() == 0);
    CHECK(p.chat.logging_configurations().size() == 0);
}

TEST_CASE("replacing resources by equal ones saves nothing") {
    party p;
    p.chat.replace_resources({make_room(demo_room, start), make_room(other_room, start)}, {},
                             p.done);
    CHECK(p.done.empty());
}

TEST_CASE("a resource is replaced even if only one of its times differs") {
    party p;
    const auto later = start + std::chrono::hours{1};
    auto room = make_room(demo_room, start);
    auto logs = make_logs("a");
    const std::vector others{make_room(other_room, start)};
    const auto replace = [&] {
        p.done.clear();
        p.chat.replace_resources({room, others[0]}, {logs}, p.done);
        return changes(p.done);
    };
    using seen = std::vector<std::string>;
    CHECK(replace() == seen{"saved " + logs_arn});
    CHECK(replace().empty());
    room.updated = later;
    CHECK(replace() == seen{"saved " + demo_room});
    CHECK((p.chat.rooms().find(demo_room)->updated == later));
    room.created = start - std::chrono::hours{1};
    CHECK(replace() == seen{"saved " + demo_room});
    CHECK((p.chat.rooms().find(demo_room)->created == room.created));
    logs.updated = later;
    CHECK(replace() == seen{"saved " + logs_arn});
    CHECK((p.chat.logging_configurations().find(logs_arn)->updated == later));
    logs.created = room.created;
    CHECK(replace() == seen{"saved " + logs_arn});
    CHECK((p.chat.logging_configurations().find(logs_arn)->created == logs.created));
}

TEST_CASE("sessions outlive the replacement of their room, and its removal is told to them") {
    party p;
    const auto ann = p.join("ann");
    p.chat.reset_room(demo_room, make_room(demo_room, start), p.done);
    CHECK_FALSE(p.say(ann, "still here").has_value());
    p.chat.reset_room(demo_room, std::nullopt, p.done);
    CHECK(p.chat.session_count() == 1);
    CHECK(p.say(ann, "anybody?") == refusal::room_not_found);
}

TEST_CASE("removing a room that does not exist has no effect") {
    party p;
    p.chat.reset_room(third_room, std::nullopt, p.done);
    CHECK(p.done.empty());
}

TEST_CASE("replacing one room resets its rate and no other") {
    party p;
    room_settings slow;
    slow.maximum_message_rate_per_second = 1;
    p.chat.restore(make_room(demo_room, start, slow));
    p.chat.restore(make_room(other_room, start, slow));
    const auto ann = p.join("ann");
    const auto bob = p.join("bob", everything, other_room);
    for (const auto who : {ann, bob}) {
        CHECK_FALSE(p.say(who, "one").has_value());
        CHECK(p.say(who, "two") == refusal::room_rate_exceeded);
    }
    p.chat.reset_room(demo_room, make_room(demo_room, start, slow), p.done);
    CHECK_FALSE(p.say(ann, "three").has_value());
    CHECK(p.say(bob, "three") == refusal::room_rate_exceeded);
}

TEST_CASE("a reset makes used and expired tokens usable and resets rates") {
    party p;
    room_settings slow;
    slow.maximum_message_rate_per_second = 1;
    p.chat.restore(make_room(demo_room, start, slow));
    const auto used = p.make_grant();
    const auto expired = p.make_grant();
    const auto ann = p.join(used);
    CHECK_FALSE(p.say(ann, "one").has_value());
    p.chat.expire_token(p.now, expired.token, expired.token_expires_at, p.done);
    CHECK(refusal_of(p.chat.connect(p.now, expired, p.done)) == refusal::token_expired);
    p.done.clear();
    p.chat.reset_all({make_room(demo_room, start, slow), make_room(other_room, start)}, p.done, 7);
    REQUIRE(p.done.size() == 1);
    CHECK(std::get<tokens_forgotten>(p.done[0]).void_until == 7);
    CHECK((p.chat.state_of(p.now, used.token, used.token_expires_at) == token_state::unused));
    CHECK_FALSE(p.say(ann, "two").has_value());
    p.join(used);
    p.join(expired);
}

TEST_CASE("a token is unused, then used, and expired when its time is over") {
    party p;
    const auto grant = p.make_grant();
    const auto state = [&](timestamp now) {
        return p.chat.state_of(now, grant.token, grant.token_expires_at);
    };
    CHECK((state(p.now) == token_state::unused));
    p.join(grant);
    CHECK((state(p.now) == token_state::used));
    CHECK((state(grant.token_expires_at) == token_state::expired));
}

TEST_CASE("a token that is expired by hand opens nothing, and closes what it opened") {
    party p;
    const auto opened = p.make_grant("ann");
    const auto kept = p.make_grant("bob");
    const auto fresh = p.make_grant("cyn");
    const auto ann = p.join(opened);
    p.join(kept);
    p.done.clear();
    p.chat.expire_token(p.now, opened.token, opened.token_expires_at, p.done);
    REQUIRE(p.done.size() == 1);
    CHECK(p.closed(0).session == ann);
    CHECK((p.closed(0).cause == close_cause::session_expired));
    CHECK(p.chat.session_count() == 1);
    CHECK((p.chat.state_of(p.now, opened.token, opened.token_expires_at) == token_state::expired));
    p.done.clear();
    p.chat.expire_token(p.now, fresh.token, fresh.token_expires_at, p.done);
    CHECK(p.done.empty());
    CHECK(refusal_of(p.chat.connect(p.now, fresh, p.done)) == refusal::token_expired);
}

TEST_CASE("a reset drops the messages under review, of a room or of all") {
    party p;
    room_settings reviewed;
    reviewed.review_handler = review_handler{.uri = "arn:aws:lambda:us-east-1:1:function:f"};
    p.chat.restore(make_room(demo_room, start, reviewed));
    p.chat.restore(make_room(other_room, start, reviewed));
    const auto ann = p.join("ann");
    const auto bob = p.join("bob", everything, other_room);
    const auto review_of = [&](session_id who) {
        CHECK_FALSE(p.say(who, "hello").has_value());
        return std::get<review_wanted>(p.done.at(0)).id;
    };
    const auto of_ann = review_of(ann);
    const auto of_bob = review_of(bob);
    p.chat.reset_room(demo_room, make_room(demo_room, start, reviewed), p.done);
    p.done.clear();
    p.chat.complete_review(p.now, of_ann, review_allowed{}, p.done);
    CHECK(p.done.empty());
    p.chat.complete_review(p.now, of_bob, review_allowed{}, p.done);
    CHECK(p.delivered<message>().content == "hello");
    const auto later = review_of(bob);
    p.chat.reset_all({make_room(other_room, start, reviewed)}, p.done);
    CHECK(p.chat.state().reviews_under_way() == 0);
    p.done.clear();
    p.chat.complete_review(p.now, later, review_allowed{}, p.done);
    CHECK(p.done.empty());
}

TEST_CASE("a reset without tokens leaves used tokens used") {
    party p;
    const auto used = p.make_grant();
    p.join(used);
    p.done.clear();
    p.chat.reset_all({make_room(demo_room, start), make_room(other_room, start)}, p.done,
                     std::nullopt);
    CHECK(p.done.empty());
    CHECK(refusal_of(p.chat.connect(p.now, used, p.done)) == refusal::token_used);
}

TEST_CASE("sessions are counted from one again after a reset, unless one is open") {
    party p;
    const auto& sessions = p.chat.state().sessions();
    const auto ann = p.join("ann");
    CHECK(sessions.number_of(ann) == 1);
    const auto reset = [&] {
        p.chat.reset_all({make_room(demo_room, start), make_room(other_room, start)}, p.done);
    };
    reset();
    CHECK(sessions.number_of(p.join("bob")) == 2);
    for (const auto id : sessions.of_user(demo_room, "bob")) p.chat.disconnect(id);
    p.chat.disconnect(ann);
    reset();
    const auto cyn = p.join("cyn");
    CHECK(sessions.number_of(cyn) == 1);
    CHECK(sessions.with_number(1) == cyn);
    CHECK(cyn != ann);
}

TEST_CASE("a room that is added is saved, one that exists is left as it is") {
    party p;
    p.chat.add_if_absent(make_room(third_room, start), p.done);
    REQUIRE(p.done.size() == 1);
    CHECK(std::get<room_saved>(p.done[0]).saved.arn == third_room);
    CHECK(p.chat.rooms().find(third_room) != nullptr);
    p.done.clear();
    room_settings renamed;
    renamed.name = "renamed";
    p.chat.add_if_absent(make_room(demo_room, start, renamed), p.done);
    CHECK(p.done.empty());
    CHECK(p.chat.rooms().find(demo_room)->settings.name.empty());
}

TEST_CASE("a reset gives the rates over all rooms back") {
    quotas limits;
    limits.send_messages_per_second = 1;
    party p{{.quotas = limits}};
    const auto ann = p.join("ann");
    CHECK_FALSE(p.say(ann, "one").has_value());
    CHECK(p.say(ann, "two") == refusal::account_rate_exceeded);
    p.chat.reset_all({make_room(demo_room, start), make_room(other_room, start)}, p.done);
    CHECK_FALSE(p.say(ann, "three").has_value());
}
