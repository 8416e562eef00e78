#include "scratch.hpp"

#include "storage/storage_error.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>

namespace ivschat::storage::test {

void overwrite(const std::filesystem::path& file, std::size_t at, std::string_view bytes) {
    std::fstream out{file, std::ios::binary | std::ios::in | std::ios::out};
    out.seekp(static_cast<std::streamoff>(at)) << bytes;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

child::child(const std::function<void(int out)>& run) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) std::terminate();
    process_ = ::fork();
    if (process_ == 0) {
        ::close(ends[0]);
        try {
            run(ends[1]);
        } catch (...) {
            std::abort();
        }
        ::_exit(0);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
}

child::~child() {
    kill();
    ::close(pipe_);
}

std::string child::read(std::size_t limit) {
    std::string text;
    std::array<char, 4096> block{};
    while (text.size() < limit) {
        const auto got =
            ::read(pipe_, block.data(), std::min<std::size_t>(block.size(), limit - text.size()));
        if (got <= 0) break;
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    return text;
}

std::string child::read_all() { return read(std::string::npos); }

void child::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
}

std::string in_child(const std::function<std::string()>& run) {
    child process{[&](int out) {
        const auto text = run();
        if (::write(out, text.data(), text.size()) < 0) std::abort();
    }};
    return process.read_all();
}

std::string refusal_of(const std::function<void()>& run) {
    try {
        run();
    } catch (const storage_error& error) {
        return error.what();
    }
    return std::string{no_refusal};
}

void become_nobody() {
    constexpr uid_t nobody = 65534;
    if (::getuid() != 0) return;
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) std::abort();
}

} // namespace ivschat::storage::test
