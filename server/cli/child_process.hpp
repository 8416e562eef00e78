// Programs that the server starts: they find what they would find if they were started without it.
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

// Names and values.
using environment = std::map<std::string, std::string>;

// What this process was given. To be captured before the server changes any of it, and handed on to
// its children as it was.
struct inherited_state {
    static inherited_state capture();

    std::vector<int> descriptors = {};
    rlimit open_files = {};
    sigset_t blocked_signals = {};
    static constexpr std::array changed_signals{SIGINT, SIGTERM, SIGCHLD, SIGPIPE};
    std::array<struct sigaction, changed_signals.size()> actions = {};
};

// What a shell says of a program that could not be run.
inline constexpr int status_not_executable = 126;
inline constexpr int status_not_found = 127;
inline constexpr int status_of_signals = 128; // plus the signal's number

class child_process {
public:
    // Runs `argv[0]`, looked up in PATH, with the other argv as arguments; there must be one.
    // `more` is added to this process's environment. The child gets SIGTERM if the thread that
    // starts it ends. The error is errno's: ENOENT where there is no such program.
    static boost::system::result<child_process> start(const std::vector<std::string>& argv,
                                                      const environment& more,
                                                      const inherited_state& inherited);

    // Nothing if it has ended.
    void signal(int number) const;
    // Its exit status, or 128 and the number of the signal that ended it; nothing while it runs.
    std::optional<int> status();

private:
    explicit child_process(pid_t id) : id_{id} {}

    pid_t id_;
    std::optional<int> status_;
};

} // namespace ivschat::cli
