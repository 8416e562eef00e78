#include "integration/support/program.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace ivschat::integration {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (auto& each : strings) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
}

std::vector<std::string> surroundings(const environment& extra) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string variable{*each};
        const auto name = variable.substr(0, variable.find('='));
        if (!name.starts_with("IVSCHAT_") && !extra.contains(name)) all.push_back(variable);
    }
    for (const auto& [name, value] : extra) all.push_back(name + "=" + value);
    return all;
}

} // namespace

std::string program_path() {
    const char* const chosen = std::getenv("IVSCHAT_LOCAL");
    return chosen != nullptr ? chosen : IVSCHAT_LOCAL_PROGRAM;
}

program::program(const arguments& given, const environment& extra) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) fail("pipe2");
    output_ = descriptor{pipe[0]};
    const descriptor child_output{pipe[1]};
    errors_ = descriptor{::memfd_create("stderr", MFD_CLOEXEC)};
    arguments words{program_path()};
    words.insert(words.end(), given.begin(), given.end());
    auto variables = surroundings(extra);
    const auto argv = pointers(words);
    const auto envp = pointers(variables);
    id_ = ::fork();
    if (id_ < 0) fail("fork");
    if (id_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a test program that crashes leaves no child behind
        ::dup2(child_output.number(), STDOUT_FILENO);
        ::dup2(errors_.number(), STDERR_FILENO);
        ::execve(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    // Not pidfd_open(): its header in glibc 2.36 does not compile as C++.
    process_ = descriptor{static_cast<int>(::syscall(SYS_pidfd_open, id_, 0))};
    if (process_.number() < 0) fail("pidfd_open");
}

program::~program() {
    if (has_ended()) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

bool program::read_more(const deadline& until) {
    output_.wait_for(POLLIN, until, "output of the program");
    std::array<char, 4096> chunk{};
    const auto size = ::read(output_.number(), chunk.data(), chunk.size());
    if (size > 0) unread_.append(chunk.data(), static_cast<std::size_t>(size));
    return size > 0;
}

std::string program::read_line() {
    const deadline until;
    while (unread_.find('\n') == std::string::npos) {
        if (!read_more(until)) throw std::runtime_error{"no line came; errors: " + errors()};
    }
    const auto end = unread_.find('\n');
    auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
}

std::string program::read_rest() {
    const deadline until;
    while (read_more(until)) {
    }
    return std::exchange(unread_, {});
}

std::string program::errors() const {
    std::string text;
    std::array<char, 4096> chunk{};
    for (;;) {
        const auto size =
            ::pread(errors_.number(), chunk.data(), chunk.size(), static_cast<off_t>(text.size()));
        if (size <= 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(size));
    }
}

void program::signal(int number) const {
    if (!has_ended()) ::kill(id_, number);
}

int program::wait(std::chrono::milliseconds at_most) {
    if (has_ended()) return status_;
    process_.wait_for(POLLIN, deadline{at_most}, "the program's end");
    int status = 0;
    if (::waitpid(id_, &status, 0) != id_) fail("waitpid");
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return status_;
}

finished run(const arguments& given, const environment& extra) {
    const auto started = steady_clock::now();
    program child{given, extra};
    auto output = child.read_rest();
    const int status = child.wait();
    return {.status = status,
            .output = std::move(output),
            .errors = child.errors(),
            .took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() -
                                                                          started)};
}

} // namespace ivschat::integration
