#include "crypto/posix_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace ivschat::posix {

unique_fd::unique_fd(unique_fd&& other) noexcept : number_{std::exchange(other.number_, -1)} {}

unique_fd& unique_fd::operator=(unique_fd&& other) noexcept {
    unique_fd moved{std::move(other)};
    std::swap(number_, moved.number_);
    return *this;
}

unique_fd::~unique_fd() {
    if (number_ >= 0) ::close(number_);
}

boost::system::error_code last_error() noexcept {
    return {errno, boost::system::generic_category()};
}

boost::system::result<std::size_t> read_up_to(const unique_fd& file, std::span<char> buffer) {
    std::size_t size = 0;
    while (size < buffer.size()) {
        const auto count = ::read(file.number(), buffer.data() + size, buffer.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_error();
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    return size;
}

boost::system::error_code write_all(const unique_fd& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file.number(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_error();
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

} // namespace ivschat::posix
