#include "chat_log/atomic_file.hpp"

#include "crypto/posix_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>

namespace ivschat::chat_log {

namespace fs = std::filesystem;
using posix::last_error;
using posix::unique_fd;

namespace {

// Other users must not read what people say to each other.
constexpr mode_t file_mode = S_IRUSR | S_IWUSR | S_IRGRP;

unique_fd open_file(const fs::path& file, int flags) {
    return unique_fd{::open(file.c_str(), flags | O_WRONLY | O_CREAT | O_CLOEXEC, file_mode)};
}

off_t size_of(const unique_fd& file) {
    struct stat status {};
    return ::fstat(file.number(), &status) == 0 ? status.st_size : 0;
}

std::string describe(const fs::path& file, const std::string& why) {
    return file.string() + " cannot be written: " + why;
}

// Returns a sentence about the failure, empty on success.
std::string create_parent(const fs::path& file) {
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    return failed ? describe(file, failed.message()) : "";
}

} // namespace

std::string replace_file(const fs::path& file, std::initializer_list<std::string_view> pieces) {
    if (auto error = create_parent(file); !error.empty()) return error;
    auto temporary = file;
    temporary.replace_filename(std::string{temporary_prefix} + file.filename().string());
    const auto give_up = [&](const boost::system::error_code& why) {
        ::unlink(temporary.c_str());
        return describe(file, why.message());
    };
    {
        const auto out = open_file(temporary, O_TRUNC);
        if (!out) return describe(file, last_error().message());
        for (const auto piece : pieces) {
            if (const auto failed = posix::write_all(out, piece)) return give_up(failed);
        }
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) return give_up(last_error());
    return {};
}

namespace {

std::string append(const fs::path& file, const unique_fd& out, std::string_view text) {
    const auto size = size_of(out);
    const auto failed = posix::write_all(out, text);
    if (!failed) return {};
    // If the file cannot be truncated either, a part of the text stays.
    [[maybe_unused]] const auto truncated = ::ftruncate(out.number(), size);
    return describe(file, failed.message());
}

} // namespace

std::string append_to_file(const fs::path& file, std::string_view text) {
    if (auto error = create_parent(file); !error.empty()) return error;
    const auto out = open_file(file, O_APPEND);
    if (!out) return describe(file, last_error().message());
    return append(file, out, text);
}

std::string append_at(const fs::path& file, std::size_t size, std::string_view text) {
    if (auto error = create_parent(file); !error.empty()) return error;
    const auto out = open_file(file, size == 0 ? O_APPEND | O_TRUNC : O_APPEND);
    if (!out) return describe(file, last_error().message());
    if (size_of(out) != static_cast<off_t>(size)) {
        return describe(file, "somebody else has changed it, or an earlier write failed");
    }
    return append(file, out, text);
}

} // namespace ivschat::chat_log
