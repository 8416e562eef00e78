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

TEST_CASE("sessions outlive the replacement of their room, and its removal is told to them") {
    party p;
    const auto ann = p.join("ann");
    p.chat.replace_room(demo_room, make_room(demo_room, start), p.done);
    CHECK_FALSE(p.say(ann, "still here").has_value());
    p.chat.replace_room(demo_room, std::nullopt, p.done);
    CHECK(p.chat.session_count() == 1);
    CHECK(p.say(ann, "anybody?") == refusal::room_not_found);
}

TEST_CASE("removing a room that does not exist has no effect") {
    party p;
    p.chat.replace_room(third_room, std::nullopt, p.done);
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
    p.chat.replace_room(demo_room, make_room(demo_room, start, slow), p.done);
    CHECK_FALSE(p.say(ann, "three").has_value());
    CHECK(p.say(bob, "three") == refusal::room_rate_exceeded);
}

TEST_CASE("forgetting usage makes used and expired tokens usable and resets rates") {
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
    p.chat.forget_usage(p.done);
    REQUIRE(p.done.size() == 1);
    CHECK(std::holds_alternative<tokens_forgotten>(p.done[0]));
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
