// A clock that a test can freeze and move on. Lives on the core, but any thread may ask it for the
// time.
#pragma once

#include "runtime/clock.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

namespace ivschat {

enum class clock_refusal : std::uint8_t {
    in_the_past, // time does not go backwards
    too_late,    // behind latest_time
};

// Some distance before nanoseconds end, in April 2262, so that adding a session's length to any
// time does not overflow.
inline constexpr runtime::timestamp latest_time =
    std::chrono::sys_days{std::chrono::year{2261} / std::chrono::January / 1};

// Never goes backwards, as far as the wrapped clock does not: a used token is forgotten once it has
// expired, and a rate limiter would refuse everything until the old time came again. So a move into
// the past is refused; only `restart`, for a server whose state is emptied, does that.
//
// One thread moves the clock. Readers retry while it moves (a sequence lock): a frozen time, an
// offset and the wrapped clock's time of three different moments would make time jump.
class adjustable_clock final : public runtime::clock {
public:
    explicit adjustable_clock(const runtime::clock& wrapped) : wrapped_{wrapped} {}

    runtime::timestamp now() const override {
        for (;;) {
            const auto before = version_.load();
            const auto time = read(frozen_at_.load(), offset_.load());
            if (before % 2 == 0 && version_.load() == before) return time;
        }
    }

    bool is_frozen() const { return frozen_at_.load() != running; }
    // Of the clock that is wrapped.
    runtime::timestamp real_time() const { return wrapped_.now(); }

    // Nothing happens if it is frozen.
    void freeze() {
        const moving in_progress{version_};
        frozen_at_ = count(now_inside());
    }
    // Goes on from the frozen time. Nothing happens if it runs.
    void resume() {
        if (!is_frozen()) return;
        const moving in_progress{version_};
        offset_ = frozen_at_ - count(wrapped_.now());
        frozen_at_ = running;
    }
    // A frozen clock stays frozen, at `time`; a running one runs on from there.
    [[nodiscard]] std::optional<clock_refusal> set(runtime::timestamp time) {
        const moving in_progress{version_};
        const auto from = now_inside();
        if (time < from) return clock_refusal::in_the_past; // the distance may be too long to tell
        return put_ahead(time - from);
    }
    [[nodiscard]] std::optional<clock_refusal> advance(std::chrono::nanoseconds by) {
        const moving in_progress{version_};
        return put_ahead(by);
    }
    // Runs, and shows the wrapped clock's time again.
    void restart() {
        const moving in_progress{version_};
        offset_ = 0;
        frozen_at_ = running;
    }

private:
    static constexpr auto running = std::numeric_limits<std::int64_t>::min();

    // Keeps readers waiting for as long as it lives: some nanoseconds.
    class moving {
    public:
        explicit moving(std::atomic<std::uint64_t>& version) : version_{version} { ++version_; }
        ~moving() { ++version_; }
        moving(const moving&) = delete;
        moving& operator=(const moving&) = delete;

    private:
        std::atomic<std::uint64_t>& version_;
    };

    static std::int64_t count(runtime::timestamp time) { return time.time_since_epoch().count(); }

    runtime::timestamp read(std::int64_t frozen_at, std::int64_t offset) const {
        if (frozen_at != running) return runtime::timestamp{std::chrono::nanoseconds{frozen_at}};
        return wrapped_.now() + std::chrono::nanoseconds{offset};
    }
    // For the thread that moves the clock.
    runtime::timestamp now_inside() const { return read(frozen_at_, offset_); }

    std::optional<clock_refusal> put_ahead(std::chrono::nanoseconds by) {
        if (by.count() < 0) return clock_refusal::in_the_past;
        if (by > latest_time - now_inside()) return clock_refusal::too_late;
        (is_frozen() ? frozen_at_ : offset_) += by.count();
        return std::nullopt;
    }

    const runtime::clock& wrapped_;
    std::atomic<std::uint64_t> version_ = 0;        // odd while the clock is moved
    std::atomic<std::int64_t> frozen_at_ = running; // nanoseconds since 1970
    std::atomic<std::int64_t> offset_ = 0;          // to the wrapped clock's time, in nanoseconds
};

} // namespace ivschat
