// A directory for a database, and child processes.
#pragma once

#include "support/scratch_directory.hpp"

#include <functional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace ivschat::storage::test {

using support::files_below;
using support::read;
using support::write;

class scratch_directory : public support::scratch_directory {
public:
    // Does not exist at first.
    std::filesystem::path data() const { return path() / "data"; }
    std::filesystem::path database() const { return data() / "ivschat.sqlite3"; }
    std::filesystem::path wal() const { return data() / "ivschat.sqlite3-wal"; }
};

// Overwrites a part of an existing file.
void overwrite(const std::filesystem::path& file, std::size_t at, std::string_view bytes);

bool contains(std::string_view text, std::string_view part);

// A child process that runs the function. The test can read what it writes to `out`.
class child {
public:
    explicit child(const std::function<void(int out)>& run);
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child();

    // Reads `limit` bytes, or fewer at the end.
    std::string read(std::size_t limit);
    std::string read_all();
    // Sends SIGKILL and waits for the end.
    void kill();

private:
    pid_t process_;
    int pipe_;
};

// Runs the function in a child process and returns its result.
std::string in_child(const std::function<std::string()>& run);

inline constexpr std::string_view no_refusal = "(no storage_error)";

// The message of the storage_error that the function throws, or no_refusal.
std::string refusal_of(const std::function<void()>& run);

// Gives up root's rights for good. For a child process.
void become_nobody();

} // namespace ivschat::storage::test
