// Directories that go away with the test, and processes of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace ivschat::storage::test {

class scratch_directory {
public:
    scratch_directory();
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;
    ~scratch_directory();

    const std::filesystem::path& path() const { return path_; }
    // Not made yet.
    std::filesystem::path data() const { return path_ / "data"; }
    std::filesystem::path database() const { return data() / "ivschat.sqlite3"; }
    std::filesystem::path wal() const { return data() / "ivschat.sqlite3-wal"; }

private:
    std::filesystem::path path_;
};

// What is in a directory, byte for byte.
std::map<std::string, std::string> contents_of(const std::filesystem::path& directory);

std::string read(const std::filesystem::path& file);
void write(const std::filesystem::path& file, std::string_view bytes);
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
