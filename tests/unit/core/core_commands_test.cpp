// Commands, their effects and completions, and queries.
#include "core/core.hpp"

#include "support/manual_clock.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace std::chrono_literals;
using chat::timestamp;

namespace {

constexpr timestamp start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
const std::string room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
const chat::caller anybody{
    .account = {}, .region = {}, .default_account = "123456789012", .default_region = "us-east-1"};

// Counts the effects that it sees.
class counting_sink final : public chat::effect_sink {
public:
    void carry_out(const chat::effect& effect) override {
        ++seen;
        if (std::holds_alternative<chat::closure>(effect)) ++closures;
    }

    int seen = 0;
    int closures = 0;
};

struct server {
    explicit server(const chat::service_settings& settings = {})
        : state{io.get_executor(), real, settings, [this](std::span<std::byte> out) {
                    ++draws;
                    for (auto& byte : out) byte = static_cast<std::byte>(draws);
                }} {
        state.freeze_clock();
        state.add_sink(sink);
    }

    chat::session_id connect(std::chrono::seconds session_ends) {
        state.submit(chat::restore{
            .rooms = {{.arn = room_arn, .settings = {}, .created = start, .updated = start}}});
        chat::grant grant;
        grant.token_expires_at = start + 1h;
        grant.room_arn = room_arn;
        grant.user_id = "ann";
        grant.session_expires_at = start + session_ends;
        const auto session = state.execute(chat::connect{.grant = grant});
        REQUIRE(session.has_value());
        return *session;
    }

    runtime::asio::io_context io;
    test::manual_clock real{start};
    int draws = 0;
    counting_sink sink;
    core state;
};

} // namespace

TEST_CASE("a command's effects are carried out before its completion is called") {
    server it;
    int effects_before = -1;
    std::string arn;
    it.state.submit(chat::create_room{.caller = anybody},
                    [&](const chat::outcome<chat::room>& created) {
                        effects_before = it.sink.seen;
                        REQUIRE(created.has_value());
                        arn = created->arn;
                    });
    CHECK(effects_before == 1);
    CHECK(it.state.query().rooms().find(arn) != nullptr);
}

TEST_CASE("a completion may submit the next command") {
    server it;
    bool is_deleted = false;
    it.state.submit(
        chat::create_room{.caller = anybody}, [&](const chat::outcome<chat::room>& created) {
            REQUIRE(created.has_value());
            it.state.submit(chat::delete_room{.caller = anybody, .arn = created->arn},
                            [&](const auto& deleted) { is_deleted = deleted.has_value(); });
        });
    CHECK(is_deleted);
    CHECK(it.state.query().rooms().size() == 0);
}

TEST_CASE("a refusal reaches the completion, and nothing is carried out") {
    server it;
    const auto deleted = it.state.execute(chat::delete_room{.caller = anybody, .arn = room_arn});
    REQUIRE_FALSE(deleted.has_value());
    CHECK((deleted.error() == chat::refusal::room_not_found));
    CHECK(it.sink.seen == 0);
}

TEST_CASE("random bytes are drawn once for a command that makes identifiers, for others never") {
    server it;
    const auto session = it.connect(1min);
    it.state.submit(chat::advance_time{});
    it.state.submit(chat::disconnect{.session = session});
    CHECK(it.draws == 0);
    it.state.submit(chat::create_room{.caller = anybody});
    CHECK(it.draws == 1);
}

TEST_CASE("a query shows what has fallen due as done") {
    server it;
    it.state.resume_clock();
    it.connect(10s);
    CHECK(it.state.query().session_count() == 1);
    it.real.advance(10s);
    CHECK(it.state.query().session_count() == 0);
    CHECK(it.sink.closures == 1);
    it.state.stop();
}

TEST_CASE("a query creates no room, whatever the settings") {
    server it{{.auto_create_rooms = true}};
    CHECK_FALSE(it.state.query().find_room(anybody, room_arn).has_value());
    CHECK_FALSE(it.state.query().find_tags(anybody, room_arn).has_value());
    CHECK(it.state.query().lacks_room(anybody, room_arn));
    CHECK(it.state.query().rooms().size() == 0);
    REQUIRE(it.state.execute(chat::ensure_room{.caller = anybody, .arn = room_arn}).has_value());
    CHECK_FALSE(it.state.query().lacks_room(anybody, room_arn));
    CHECK(it.state.query().find_room(anybody, room_arn).has_value());
}
