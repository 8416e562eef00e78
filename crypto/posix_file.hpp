// The owner of a POSIX file descriptor, with reads and writes that go on after signals and short
// counts. It lies in crypto/ because every folder that opens files links crypto.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace ivschat::posix {

// Closes its file descriptor when destroyed.
class unique_fd {
public:
    unique_fd() = default;
    // As open(2) returns it: negative if that failed.
    explicit unique_fd(int number) noexcept : number_{number} {}
    unique_fd(unique_fd&& other) noexcept;
    unique_fd& operator=(unique_fd&& other) noexcept;
    ~unique_fd();

    int number() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

private:
    int number_ = -1;
};

// What errno holds now; `message()` says it in words, such as "Permission denied".
boost::system::error_code last_error() noexcept;

// Reads until the buffer is full or the file ends; returns the number of bytes read.
boost::system::result<std::size_t> read_up_to(const unique_fd& file, std::span<char> buffer);

// An error may come after a part of the bytes has been written.
boost::system::error_code write_all(const unique_fd& file, std::string_view bytes);

} // namespace ivschat::posix
