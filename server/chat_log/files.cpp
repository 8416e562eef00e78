#include "chat_log/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ivschat::chat_log {

namespace fs = std::filesystem;

namespace {

// Chats are nobody else's business.
constexpr mode_t file_mode = S_IRUSR | S_IWUSR | S_IRGRP;

class open_file {
public:
    open_file(const fs::path& file, int flags)
        : descriptor_{::open(file.c_str(), flags | O_CLOEXEC, file_mode)} {}
    ~open_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    off_t size() const {
        struct stat status {};
        return ::fstat(descriptor_, &status) == 0 ? status.st_size : 0;
    }
    bool write(std::string_view text) const {
        while (!text.empty()) {
            const auto written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return false;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    void cut(off_t size) const {
        if (::ftruncate(descriptor_, size) != 0) return; // then half a line stays
    }

private:
    int descriptor_;
};

std::string describe(const fs::path& file, int error) {
    return file.string() + " cannot be written: " + std::generic_category().message(error);
}

// Empty, or what went wrong.
std::string make_folder_of(const fs::path& file) {
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    return failed ? describe(file, failed.value()) : "";
}

} // namespace

std::string replace_file(const fs::path& file, std::initializer_list<std::string_view> pieces) {
    if (auto fault = make_folder_of(file); !fault.empty()) return fault;
    auto unfinished = file;
    unfinished.replace_filename(std::string{unfinished_prefix} + file.filename().string());
    const auto give_up = [&](int error) {
        ::unlink(unfinished.c_str());
        return describe(file, error);
    };
    {
        const open_file out{unfinished, O_WRONLY | O_CREAT | O_TRUNC};
        if (!out.is_open()) return describe(file, errno);
        for (const auto piece : pieces) {
            if (!out.write(piece)) return give_up(errno);
        }
    }
    if (::rename(unfinished.c_str(), file.c_str()) != 0) return give_up(errno);
    return {};
}

std::string append_to_file(const fs::path& file, std::string_view text) {
    if (auto fault = make_folder_of(file); !fault.empty()) return fault;
    const open_file out{file, O_WRONLY | O_CREAT | O_APPEND};
    if (!out.is_open()) return describe(file, errno);
    const auto size = out.size();
    if (out.write(text)) return {};
    const auto error = errno;
    out.cut(size);
    return describe(file, error);
}

} // namespace ivschat::chat_log
