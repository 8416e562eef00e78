// What changes of the clock do to everything that waits for a time.
#include "core/core.hpp"

#include "support/manual_clock.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <map>

using namespace ivschat;
using namespace std::chrono_literals;
using chat::timestamp;

namespace {

constexpr timestamp start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
const std::string room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";

// "NAME at SECONDS", in the order in which things happened.
using diary = std::vector<std::string>;

std::string note(std::string_view name, timestamp when) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(when - start).count();
    return std::string{name} + " at " + std::to_string(seconds);
}

// Writes a note at each of its times, by the clock and not by its argument.
class appointments final : public runtime::scheduled {
public:
    appointments(std::string name, const runtime::clock& clock, diary& written,
                 std::deque<timestamp> due)
        : name_{std::move(name)}, clock_{clock}, written_{written}, due_{std::move(due)} {}

    std::optional<timestamp> next_due() const override {
        return due_.empty() ? std::nullopt : std::optional{due_.front()};
    }
    void advance(timestamp now) override {
        CHECK(now == clock_.now());
        while (!due_.empty() && due_.front() <= now) {
            due_.pop_front();
            written_.push_back(note(name_, now));
        }
    }

private:
    std::string name_;
    const runtime::clock& clock_;
    diary& written_;
    std::deque<timestamp> due_;
};

// Plans its next time only when the last one has come.
class periodic final : public runtime::scheduled {
public:
    explicit periodic(std::chrono::seconds period) : period_{period}, due_{start + period} {}

    std::optional<timestamp> next_due() const override { return due_; }
    void advance(timestamp now) override {
        done.push_back(now);
        due_ = now + period_;
    }

    std::vector<timestamp> done;

private:
    std::chrono::seconds period_;
    timestamp due_;
};

// Stays due, as does a log destination that cannot be reached.
class stuck final : public runtime::scheduled {
public:
    std::optional<timestamp> next_due() const override { return start + 1s; }
    void advance(timestamp) override { ++tries; }

    int tries = 0;
};

class closures final : public chat::effect_sink {
public:
    closures(const runtime::clock& clock, diary& written) : clock_{clock}, written_{written} {}
    void carry_out(const chat::effect& effect) override {
        if (std::holds_alternative<chat::closure>(effect)) {
            written_.push_back(note("closure", clock_.now()));
        }
    }

private:
    const runtime::clock& clock_;
    diary& written_;
};

struct server {
    server() { state.freeze_clock(); }

    // A connection whose session ends then.
    void connect(std::chrono::seconds session_ends) {
        state.submit(chat::restore{
            .rooms = {{.arn = room_arn, .settings = {}, .created = start, .updated = start}}});
        chat::grant grant;
        grant.token[0] = static_cast<std::byte>(++tokens);
        grant.token_expires_at = start + 1h;
        grant.room_arn = room_arn;
        grant.user_id = "ann";
        grant.session_expires_at = start + session_ends;
        bool is_connected = false;
        state.submit(chat::connect{.grant = grant},
                     [&](const auto& outcome) { is_connected = outcome.has_value(); });
        REQUIRE(is_connected);
    }
    appointments plan(std::string name, std::deque<timestamp> due) {
        return {std::move(name), clock, written, std::move(due)};
    }

    runtime::asio::io_context io;
    test::manual_clock real{start};
    core state{io.get_executor(), real, {}, [](std::span<std::byte>) {}};
    const adjustable_clock& clock = state.clock();
    diary written;
    int tokens = 0;
};

} // namespace

TEST_CASE("what falls due on the way happens in its order and at its time") {
    server it;
    auto logs = it.plan("logs", {start + 10s, start + 20s, start + 50s});
    auto reviews = it.plan("reviews", {start + 15s, start + 61s});
    closures seen{it.clock, it.written};
    it.state.add_scheduled(logs);
    it.state.add_scheduled(reviews);
    it.state.add_sink(seen);
    it.connect(30s);
    it.connect(12s);
    it.state.advance_clock_to(start + 60s);
    CHECK(it.written == diary{"logs at 10", "closure at 12", "reviews at 15", "logs at 20",
                              "closure at 30", "logs at 50"});
    CHECK(it.clock.now() == start + 60s);
    CHECK(it.clock.is_frozen());
}

TEST_CASE("what is due at the target itself happens, and what is due after it does not") {
    server it;
    auto logs = it.plan("logs", {start + 60s, start + 60s + 1ns});
    it.state.add_scheduled(logs);
    it.state.advance_clock_to(start + 60s);
    CHECK(it.written == diary{"logs at 60"});
    it.state.advance_clock_to(start + 61s);
    CHECK(it.written.size() == 2);
}

TEST_CASE("a periodic task runs at every one of its times") {
    server it;
    periodic every_minute{60s};
    it.state.add_scheduled(every_minute);
    it.state.advance_clock_to(start + 10min + 30s);
    REQUIRE(every_minute.done.size() == 10);
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(every_minute.done[i] == start + 60s * static_cast<int>(i + 1));
    }
}

TEST_CASE("a task that stays due does not stop the clock") {
    server it;
    stuck away;
    it.state.add_scheduled(away);
    it.state.advance_clock_to(start + 1h);
    CHECK(it.clock.now() == start + 1h);
    CHECK(away.tries > 0);
    CHECK(away.tries < 10);
}

TEST_CASE("a running clock goes on from the time to which it was advanced") {
    server it;
    it.state.resume_clock();
    auto logs = it.plan("logs", {start + 10s});
    it.state.add_scheduled(logs);
    it.state.advance_clock_to(start + 60s);
    CHECK_FALSE(it.clock.is_frozen());
    CHECK(it.written == diary{"logs at 10"});
    it.real.advance(1s);
    CHECK(it.clock.now() == start + 61s);
}

TEST_CASE("what fell due while nobody looked happens once the clock was changed") {
    server it;
    it.state.resume_clock();
    auto logs = it.plan("logs", {start + 10s});
    it.state.add_scheduled(logs);
    it.real.advance(20s);
    it.state.freeze_clock();
    CHECK(it.written == diary{"logs at 20"});
}

TEST_CASE("a clock that is frozen just before something falls due does not let the timer spin") {
    server it;
    auto logs = it.plan("logs", {start + 1ns});
    it.state.add_scheduled(logs);
    it.state.freeze_clock();
    CHECK(it.io.poll() == 0); // a timer of one nanosecond would go off again and again
    CHECK(it.written.empty());
    it.state.stop();
}
