#include "core/epochs.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace ivschat;

namespace {

constexpr auto lobby = "arn:aws:ivschat:us-east-1:123456789012:room/Lobby0000000";
constexpr auto attic = "arn:aws:ivschat:us-east-1:123456789012:room/Attic0000000";

// From its begin to its end.
void reset(epochs& all, std::string_view room_arn) { const epochs::reset under_way{all, room_arn}; }

} // namespace

TEST_CASE("a reset of everything ends the epoch of all work") {
    runtime::asio::io_context io;
    epochs all{io.get_executor()};
    const auto began = all.current();
    CHECK(all.is_current(began));
    CHECK(all.is_current(began, lobby));
    reset(all, {});
    CHECK_FALSE(all.is_current(began));
    CHECK_FALSE(all.is_current(began, lobby));
    CHECK(all.is_current(all.current(), lobby));
}

TEST_CASE("a reset of a room ends the epoch of that room's work only") {
    runtime::asio::io_context io;
    epochs all{io.get_executor()};
    const auto began = all.current();
    reset(all, lobby);
    CHECK(all.is_current(began));
    CHECK_FALSE(all.is_current(began, lobby));
    CHECK(all.is_current(began, attic));
    CHECK(all.is_current(all.current(), lobby));
    reset(all, attic);
    CHECK_FALSE(all.is_current(began, attic));
    reset(all, {});
    CHECK_FALSE(all.is_current(began, lobby));
    CHECK(all.is_current(all.current(), lobby));
}

TEST_CASE("after very many resets of rooms, work of another room counts as old, too") {
    runtime::asio::io_context io;
    epochs all{io.get_executor()};
    const auto began = all.current();
    for (int i = 0; i < 1001; ++i) reset(all, "room " + std::to_string(i));
    CHECK_FALSE(all.is_current(began, lobby));
    CHECK(all.is_current(all.current(), lobby));
}

TEST_CASE("what arrives during a reset waits for its end") {
    runtime::asio::io_context io;
    epochs all{io.get_executor()};
    int arrived = 0;
    const auto arrive = [&]() -> runtime::awaitable<void> {
        co_await all.wait_for_reset();
        ++arrived;
    };
    const auto spawn = [&] {
        runtime::asio::co_spawn(io, arrive(), runtime::asio::detached);
        io.restart();
        io.poll();
    };
    spawn();
    CHECK(arrived == 1);
    {
        const epochs::reset under_way{all, {}};
        spawn();
        spawn();
        CHECK(all.is_reset_under_way());
        CHECK(arrived == 1);
    }
    CHECK_FALSE(all.is_reset_under_way());
    io.restart();
    io.poll();
    CHECK(arrived == 3);
}
