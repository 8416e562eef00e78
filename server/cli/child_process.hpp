// Child processes, which start with the state that this process itself was started with.
#pragma once

#include <boost/system/result.hpp>

#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::cli {

// Environment variables: names and values.
using environment = std::map<std::string, std::string>;

// The state that this process was started with. It is captured before the server changes any of it,
// and restored in children.
struct inherited_state {
    static inherited_state capture();

    std::vector<int> descriptors = {};
    rlimit open_files = {};
    sigset_t blocked_signals = {};
    static constexpr std::array changed_signals{SIGINT, SIGTERM, SIGCHLD, SIGPIPE};
    std::array<struct sigaction, changed_signals.size()> actions = {};
};

// The exit statuses of a shell that cannot run a program.
inline constexpr int status_not_executable = 126;
inline constexpr int status_not_found = 127;
inline constexpr int status_signal_base = 128; // plus the number of the signal that ended it

class child_process {
public:
    // Runs `argv[0]`, which is looked up in PATH; `argv` must not be empty. `added` is added to
    // this process's environment. The child gets SIGTERM when the thread that called this ends. The
    // error is that of execvpe: ENOENT if there is no such program.
    static boost::system::result<child_process> start(const std::vector<std::string>& argv,
                                                      const environment& added,
                                                      const inherited_state& inherited);

    // Does nothing if the child has ended.
    void signal(int number) const;
    // The exit status, or 128 plus the number of the signal that ended the child. Empty while it
    // runs.
    std::optional<int> status();

private:
    explicit child_process(pid_t pid) : pid_{pid} {}

    pid_t pid_;
    std::optional<int> status_;
};

} // namespace ivschat::cli
