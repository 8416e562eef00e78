#include "cli/child_process.hpp"

#include "crypto/posix_file.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <filesystem>

namespace ivschat::cli {
namespace {

using boost::system::error_code;
using posix::last_error;

std::vector<int> open_descriptors() {
    std::vector<int> numbers;
    std::error_code failed; // no /proc: none are known
    for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd", failed}) {
        const auto name = each.path().filename().string();
        int number = -1;
        std::from_chars(name.data(), name.data() + name.size(), number);
        numbers.push_back(number);
    }
    // The one that was open for reading the directory is not any more.
    std::erase_if(numbers, [](int number) { return ::fcntl(number, F_GETFD) < 0; });
    return numbers;
}

// Asio opens sockets that an exec leaves open: a child would keep the port and the connections.
void keep_own_descriptors(const std::vector<int>& inherited) {
    for (const int number : open_descriptors()) {
        if (std::ranges::find(inherited, number) != inherited.end()) continue;
        ::fcntl(number, F_SETFD, FD_CLOEXEC);
    }
}

std::vector<std::string> environment_with(const environment& more) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string variable{*each};
        if (!more.contains(variable.substr(0, variable.find('=')))) all.push_back(variable);
    }
    for (const auto& [name, value] : more) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (auto& each : strings) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
}

struct launch {
    char* const* argv;
    char* const* environment;
    const inherited_state& inherited;
    pid_t parent;
    int report; // where errno goes; closed by a successful exec
};

// In the child, whose other threads are gone: nothing here may allocate or lock.
[[noreturn]] void exec_child(const launch& what) {
    const auto& inherited = what.inherited;
    ::prctl(PR_SET_PDEATHSIG, SIGTERM); // so that it can end what it started in turn
    if (::getppid() != what.parent) ::_exit(status_not_executable); // it ended before the call
    for (std::size_t i = 0; i < inherited.actions.size(); ++i) {
        ::sigaction(inherited_state::changed_signals[i], &inherited.actions[i], nullptr);
    }
    ::setrlimit(RLIMIT_NOFILE, &inherited.open_files);
    ::sigprocmask(SIG_SETMASK, &inherited.blocked_signals, nullptr);
    ::execvpe(what.argv[0], what.argv, what.environment);
    const int error = errno;
    [[maybe_unused]] const auto written = ::write(what.report, &error, sizeof error);
    ::_exit(status_not_executable);
}

} // namespace

inherited_state inherited_state::capture() {
    inherited_state found{.descriptors = open_descriptors()};
    ::getrlimit(RLIMIT_NOFILE, &found.open_files);
    ::sigprocmask(SIG_SETMASK, nullptr, &found.blocked_signals);
    for (std::size_t i = 0; i < changed_signals.size(); ++i) {
        ::sigaction(changed_signals[i], nullptr, &found.actions[i]);
    }
    return found;
}

// fork rather than posix_spawn, which has no PR_SET_PDEATHSIG.
boost::system::result<child_process> child_process::start(const std::vector<std::string>& argv,
                                                          const environment& more,
                                                          const inherited_state& inherited) {
    auto arguments = argv;
    auto environment = environment_with(more);
    const auto argument_pointers = pointers(arguments);
    const auto envp = pointers(environment);
    std::array<int, 2> report{};
    if (::pipe2(report.data(), O_CLOEXEC) != 0) return last_error();
    const posix::unique_fd reading{report[0]};
    keep_own_descriptors(inherited.descriptors);
    pid_t id = -1;
    {
        const posix::unique_fd writing{report[1]};
        const auto parent = ::getpid();
        id = ::fork();
        if (id < 0) return last_error();
        if (id == 0) {
            exec_child({.argv = argument_pointers.data(),
                        .environment = envp.data(),
                        .inherited = inherited,
                        .parent = parent,
                        .report = writing.number()});
        }
    }
    std::array<char, sizeof(int)> bytes{};
    const auto size = posix::read_up_to(reading, bytes);
    if (size && *size == 0) return child_process{id};
    ::waitpid(id, nullptr, 0);
    if (!size) return size.error();
    return error_code{std::bit_cast<int>(bytes), boost::system::generic_category()};
}

void child_process::signal(int number) const {
    if (!status_) ::kill(id_, number);
}

std::optional<int> child_process::status() {
    int ended = 0;
    if (!status_ && ::waitpid(id_, &ended, WNOHANG) == id_) {
        status_ = WIFEXITED(ended) ? WEXITSTATUS(ended) : status_of_signals + WTERMSIG(ended);
    }
    return status_;
}

} // namespace ivschat::cli
