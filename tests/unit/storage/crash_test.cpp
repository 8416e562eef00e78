// Changes that were acknowledged survive a kill of the process.
#include "storage/database.hpp"

#include "sample_state.hpp"
#include "scratch.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstring>
#include <random>
#include <set>

using namespace ivschat;
using namespace ivschat::storage;
using test::child;
using test::scratch_directory;

namespace {

constexpr int rooms_of_a_batch = 3;

chat::room room_of(std::uint32_t batch, int number) {
    auto room = test::full_room(std::to_string(batch) + "-" + std::to_string(number));
    room.settings.name = std::to_string(batch);
    return room;
}

// Each batch creates three rooms, removes one of the previous batch's, and uses a token.
std::vector<chat::effect> effects_of(std::uint32_t batch) {
    std::vector<chat::effect> effects;
    effects.reserve(rooms_of_a_batch + 2);
    for (int i = 0; i < rooms_of_a_batch; ++i) {
        effects.emplace_back(chat::room_saved{room_of(batch, i)});
    }
    if (batch > 0) effects.emplace_back(chat::room_removed{room_of(batch - 1, 0).arn});
    chat::token_used used{.token = {}, .expires_at = test::now + std::chrono::hours{1}};
    std::memcpy(used.token.data(), &batch, sizeof(batch));
    effects.emplace_back(used);
    return effects;
}

// Writes batches until the process is killed, and reports the number of each durable one.
void write_for_ever(const std::filesystem::path& directory, std::uint32_t batch, int out) {
    database database{directory};
    for (;; ++batch) {
        database.write(effects_of(batch));
        if (::write(out, &batch, sizeof(batch)) != sizeof(batch)) return;
    }
}

// Writes `count` batches, reports that, and is idle from then on, so that nothing is half written.
void write_some(const std::filesystem::path& directory, std::uint32_t batches, int out) {
    database database{directory};
    for (std::uint32_t batch = 0; batch < batches; ++batch) {
        database.write(effects_of(batch));
        if (::write(out, &batch, sizeof(batch)) != sizeof(batch)) return;
    }
    ::pause();
}

// The number of batches in the database. Fails the test if one is incomplete.
std::uint32_t count_batches(const std::filesystem::path& directory) {
    database database{directory};
    const auto state = database.load(test::now);
    std::set<std::string> found;
    for (const auto& room : state.rooms) found.insert(test::to_text(room));
    const auto batches = static_cast<std::uint32_t>(state.used_tokens.size());
    std::set<std::string> expected;
    for (std::uint32_t batch = 0; batch < batches; ++batch) {
        for (int i = batch + 1 < batches ? 1 : 0; i < rooms_of_a_batch; ++i) {
            expected.insert(test::to_text(room_of(batch, i)));
        }
    }
    CHECK(found == expected);
    return batches;
}

} // namespace

TEST_CASE("a process that is killed while it writes loses no acknowledged change") {
    const scratch_directory scratch;
    std::mt19937 random{1};
    std::uint32_t written = 0;
    for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        child writer{[&](int out) { write_for_ever(scratch.data(), written, out); }};
        // Covers a few writes up to several checkpoints of the WAL.
        const auto lifetime = 1 + random() % 300;
        REQUIRE(writer.read(lifetime * sizeof(written)).size() == lifetime * sizeof(written));
        writer.kill();
        const auto rest = writer.read_all().size() / sizeof(written);
        const auto acknowledged = written + static_cast<std::uint32_t>(lifetime + rest);
        written = count_batches(scratch.data());
        CHECK(written >= acknowledged);
        // The last batch may have been written without being reported.
        CHECK(written <= acknowledged + 1);
    }
}

TEST_CASE("a process that is killed while it creates the database leaves one that can be opened") {
    for (int round = 0; round < 20; ++round) {
        const scratch_directory scratch;
        child maker{[&](int out) {
            if (::write(out, "!", 1) == 1) database{scratch.data()};
        }};
        maker.read(1);
        // Waits a different time each round, without a clock.
        for (volatile int i = 0; i < round * 50'000;) i = i + 1;
        maker.kill();
        database database{scratch.data()};
        database.write(effects_of(0));
        CHECK(database.load(test::now).rooms.size() == rooms_of_a_batch);
    }
}

TEST_CASE("a WAL that was left behind is read and checkpointed at the end") {
    const scratch_directory scratch;
    child writer{[&](int out) { write_for_ever(scratch.data(), 0, out); }};
    writer.read(5 * sizeof(std::uint32_t));
    writer.kill();
    CHECK(std::filesystem::file_size(scratch.wal()) > 0);
    CHECK(count_batches(scratch.data()) >= 5);
    CHECK(test::files_below(scratch.data()).size() == 1);
    CHECK(count_batches(scratch.data()) >= 5);
}

TEST_CASE("the torn end of a WAL, which was never acknowledged, is ignored") {
    const scratch_directory scratch;
    child writer{[&](int out) { write_some(scratch.data(), 5, out); }};
    writer.read(5 * sizeof(std::uint32_t));
    writer.kill();
    const auto batches = [&] {
        const scratch_directory copy;
        std::filesystem::copy(scratch.data(), copy.data());
        return count_batches(copy.data());
    };
    const auto all = batches();
    test::write(scratch.wal(), test::read(scratch.wal()) + std::string(5000, '\x7f'));
    CHECK(batches() == all);
    std::filesystem::resize_file(scratch.wal(), std::filesystem::file_size(scratch.wal()) - 5001);
    CHECK(batches() == all - 1);
}
