// A directory for a database, and processes of the test's own.
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
    // Not made yet.
    std::filesystem::path data() const { return path() / "data"; }
    std::filesystem::path database() const { return data() / "ivschat.sqlite3"; }
    std::filesystem::path wal() const { return data() / "ivschat.sqlite3-wal"; }
};

// In the middle of a file that exists.
void overwrite(const std::filesystem::path& file, std::size_t at, std::string_view bytes);

bool contains(std::string_view text, std::string_view part);

// A process that ends with the function; what it writes to `out` can be read here.
class child {
public:
    explicit child(const std::function<void(int out)>& run);
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child();

    // Up to `limit` bytes; less only at the end.
    std::string read(std::size_t limit);
    std::string read_all();
    // With SIGKILL; returns when it is gone.
    void kill();

private:
    pid_t process_;
    int pipe_;
};

// What the function returns, in a process of its own.
std::string in_child(const std::function<std::string()>& run);

inline constexpr std::string_view no_refusal = "(no storage_error)";

// The message of the storage_error that the function throws, or no_refusal.
std::string refusal_of(const std::function<void()>& run);

// Without root's rights from here on, if it has them. For a child.
void become_nobody();

} // namespace ivschat::storage::test
