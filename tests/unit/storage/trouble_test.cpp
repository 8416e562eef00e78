// Full disks, and directories that cannot be written. The tests run in child processes, because
// they give up rights.
#include "storage/database.hpp"

#include "sample_state.hpp"
#include "scratch.hpp"

#include <doctest/doctest.h>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

using namespace ivschat;
using namespace ivschat::storage;
using test::contains;
using test::in_child;
using test::refusal_of;
using test::scratch_directory;
namespace fs = std::filesystem;

namespace {

std::vector<chat::effect> batch(int number) {
    std::vector<chat::effect> effects;
    effects.reserve(10);
    for (int i = 0; i < 10; ++i) {
        effects.emplace_back(
            chat::room_saved{test::full_room(std::to_string(number) + "-" + std::to_string(i))});
    }
    return effects;
}

// Writes until that fails. Reports the number of writes, the error, and whether the state is whole.
std::string fill(const fs::path& directory) {
    database database{directory};
    std::size_t written = 0;
    const auto refusal = refusal_of([&] {
        for (;; ++written) database.write(batch(static_cast<int>(written)));
    });
    const bool is_whole = database.load(test::now).rooms.size() == written * 10;
    return (written > 0 && is_whole ? "whole: " : "not whole: ") + refusal;
}

std::string opened_by_nobody(const fs::path& directory) {
    return in_child([&] {
        test::become_nobody();
        return refusal_of([&] { const database opened{directory}; });
    });
}

bool mount_small_disk(const fs::path& directory) {
    return ::unshare(CLONE_NEWNS) == 0 &&
           ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("none", directory.c_str(), "tmpfs", 0, "size=400k") == 0;
}

} // namespace

TEST_CASE("a full disk is reported, and nothing is half written") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        if (!mount_small_disk(scratch.path())) return "cannot mount";
        return fill(scratch.data());
    });
    if (said == "cannot mount") {
        MESSAGE("not tried: this user may not mount a small disk");
        return;
    }
    CHECK(said == "whole: The database " + scratch.database().string() +
                      " cannot be written: the disk is full. Free some space on it.");
}

TEST_CASE("a file that may not grow is reported, and keeps what was written before") {
    const scratch_directory scratch;
    const auto said = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = 300'000, .rlim_max = 300'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        return fill(scratch.data());
    });
    CHECK_MESSAGE(said.starts_with("whole: The database " + scratch.database().string() +
                                   " cannot be read or written: "),
                  said);
    database database{scratch.data()};
    CHECK(database.load(test::now).rooms.size() % 10 == 0);
    database.write(batch(-1));
}

TEST_CASE("a disk without room for a database leaves no file that cannot be opened") {
    const scratch_directory scratch;
    const auto said = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = 5'000, .rlim_max = 5'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        return refusal_of([&] { const database opened{scratch.data()}; });
    });
    CHECK_MESSAGE(contains(said, scratch.database().string()), said);
    database database{scratch.data()};
    CHECK(database.load(test::now).rooms.empty());
}

TEST_CASE("a file or directory without write permission is refused") {
    struct row {
        std::string_view name;
        unsigned directory;
        unsigned file;
        std::string_view words;
    };
    const row rows[] = {
        {"the directory", 0, 0600, "/data cannot be used: Permission denied. Let this user write"},
        {"the file", 0555, 0, "/ivschat.sqlite3 cannot be read: Permission denied. Let this user"},
        {"may be read only", 0755, 0444, "/ivschat.sqlite3 cannot be written. Let this user write"},
        {"beside which no WAL may be", 0555, 0666,
         "/ivschat.sqlite3 cannot be written: attempt to write a readonly database. Let this user"},
    };
    const scratch_directory scratch;
    fs::permissions(scratch.path(), fs::perms{0755});
    { const database made{scratch.data()}; }
    const auto before = test::files_below(scratch.data());
    for (const auto& row : rows) {
        CAPTURE(row.name);
        fs::permissions(scratch.database(), fs::perms{row.file});
        fs::permissions(scratch.data(), fs::perms{row.directory});
        const auto said = opened_by_nobody(scratch.data());
        // This test may run without root's rights.
        fs::permissions(scratch.data(), fs::perms{0755});
        fs::permissions(scratch.database(), fs::perms{0600});
        CHECK_MESSAGE(contains(said, scratch.path().string() + "/data"), said);
        CHECK_MESSAGE(contains(said, row.words), said);
        CHECK(test::files_below(scratch.data()) == before);
    }
    fs::remove(scratch.database());
    fs::permissions(scratch.data(), fs::perms{0555});
    CHECK(contains(opened_by_nobody(scratch.data()),
                   scratch.database().string() + " cannot be created: Permission denied."));
    fs::permissions(scratch.data(), fs::perms{0755});
}

TEST_CASE("a path that cannot be a directory is refused") {
    const scratch_directory scratch;
    test::write(scratch.data(), "a file");
    CHECK(contains(refusal_of([&] { const database opened{scratch.data()}; }),
                   scratch.data().string() + " cannot be used: Not a directory."));
    CHECK(contains(refusal_of([&] { const database opened{scratch.data() / "below"}; }),
                   " cannot be used: Not a directory."));
}
