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
    std::error_code failed; // without /proc the list is empty
    for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd", failed}) {
        const auto name = each.path().filename().string();
        int number = -1;
        std::from_chars(name.data(), name.data() + name.size(), number);
        numbers.push_back(number);
    }
    // The iterator's own descriptor is closed by now.
    std::erase_if(numbers, [](int number) { return ::fcntl(number, F_GETFD) < 0; });
    return numbers;
}

// Asio opens sockets without CLOEXEC: a child would keep the port and the connections open.
void set_close_on_exec(const std::vector<int>& inherited) {
    for (const int number : open_descriptors()) {
        if (std::ranges::find(inherited, number) != inherited.end()) continue;
        ::fcntl(number, F_SETFD, FD_CLOEXEC);
    }
}

std::vector<std::string> merged_environment(const environment& added) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string variable{*each};
        if (!added.contains(variable.substr(0, variable.find('=')))) all.push_back(variable);
    }
    for (const auto& [name, value] : added) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> null_terminated(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (auto& each : strings) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
}

struct exec_arguments {
    char* const* argv;
    char* const* environment;
    const inherited_state& inherited;
    pid_t parent;
    int error_pipe; // receives errno; a successful exec closes it
};

// Runs in the child, where other threads may have held locks: async-signal-safe calls only
// (signal-safety(7)).
[[noreturn]] void exec_child(const exec_arguments& arguments) {
    const auto& inherited = arguments.inherited;
    ::prctl(PR_SET_PDEATHSIG, SIGTERM); // so that the child can end its own children
    if (::getppid() != arguments.parent)
        ::_exit(status_not_executable); // the parent ended before prctl
    for (std::size_t i = 0; i < inherited.actions.size(); ++i) {
        ::sigaction(inherited_state::changed_signals[i], &inherited.actions[i], nullptr);
    }
    ::setrlimit(RLIMIT_NOFILE, &inherited.open_files);
    ::sigprocmask(SIG_SETMASK, &inherited.blocked_signals, nullptr);
    ::execvpe(arguments.argv[0], arguments.argv, arguments.environment);
    const int error = errno;
    [[maybe_unused]] const auto written = ::write(arguments.error_pipe, &error, sizeof error);
    ::_exit(status_not_executable);
}

} // namespace

inherited_state inherited_state::capture() {
    inherited_state captured{.descriptors = open_descriptors()};
    ::getrlimit(RLIMIT_NOFILE, &captured.open_files);
    ::sigprocmask(SIG_SETMASK, nullptr, &captured.blocked_signals);
    for (std::size_t i = 0; i < changed_signals.size(); ++i) {
        ::sigaction(changed_signals[i], nullptr, &captured.actions[i]);
    }
    return captured;
}

// Uses fork, because posix_spawn cannot set PR_SET_PDEATHSIG.
boost::system::result<child_process> child_process::start(const std::vector<std::string>& argv,
                                                          const environment& added,
                                                          const inherited_state& inherited) {
    auto argv_copy = argv;
    auto variables = merged_environment(added);
    const auto child_argv = null_terminated(argv_copy);
    const auto child_environment = null_terminated(variables);
    std::array<int, 2> error_pipe{};
    if (::pipe2(error_pipe.data(), O_CLOEXEC) != 0) return last_error();
    const posix::unique_fd reading{error_pipe[0]};
    set_close_on_exec(inherited.descriptors);
    pid_t pid = -1;
    {
        const posix::unique_fd writing{error_pipe[1]};
        const auto parent = ::getpid();
        pid = ::fork();
        if (pid < 0) return last_error();
        if (pid == 0) {
            exec_child({.argv = child_argv.data(),
                        .environment = child_environment.data(),
                        .inherited = inherited,
                        .parent = parent,
                        .error_pipe = writing.number()});
        }
    }
    std::array<char, sizeof(int)> bytes{};
    const auto size = posix::read_up_to(reading, bytes);
    if (size && *size == 0) return child_process{pid};
    ::waitpid(pid, nullptr, 0);
    if (!size) return size.error();
    return error_code{std::bit_cast<int>(bytes), boost::system::generic_category()};
}

void child_process::signal(int number) const {
    if (!status_) ::kill(pid_, number);
}

std::optional<int> child_process::status() {
    int ended = 0;
    if (!status_ && ::waitpid(pid_, &ended, WNOHANG) == pid_) {
        status_ = WIFEXITED(ended) ? WEXITSTATUS(ended) : status_signal_base + WTERMSIG(ended);
    }
    return status_;
}

} // namespace ivschat::cli
