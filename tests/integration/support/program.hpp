// The program under test as a child process: its arguments, environment, output and end.
#pragma once

#include "integration/support/descriptor.hpp"

#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace ivschat::integration {

using arguments = std::vector<std::string>;
using environment = std::map<std::string, std::string>;

// The built ivschat-local, or what the environment variable IVSCHAT_LOCAL names.
std::string program_path();

// A child that runs. None of this process's IVSCHAT_ variables reach it. Killed with its owner.
class program {
public:
    explicit program(const arguments& given, const environment& extra = {});
    ~program();
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    // Up to the end of the line, without it. Throws timed_out, or runtime_error at the end of
    // output.
    std::string read_line();
    std::string read_rest();
    // What is on standard error so far.
    std::string errors() const;

    void signal(int number) const;
    // The exit status; 128 + N if signal N ended it. Throws timed_out.
    int wait(std::chrono::milliseconds at_most = patience);
    bool has_ended() const { return status_ >= 0; }
    pid_t id() const { return id_; }

private:
    bool read_more(const deadline& until);

    pid_t id_ = -1;
    int status_ = -1;
    descriptor output_;
    descriptor errors_; // a file without a name, so that a talkative child never blocks
    descriptor process_;
    std::string unread_;
};

struct finished {
    int status;
    std::string output;
    std::string errors;
    std::chrono::milliseconds took;
};

// For a script with a trap that says `kill $!`: prints "started" and waits for the signal. The
// inner shell says it, since one that was forked only now could lose the trap's signal.
inline const std::string started_and_waiting = "sh -c 'echo started; exec sleep 1000' & wait";

// Runs the program to its end.
finished run(const arguments& given, const environment& extra = {});

} // namespace ivschat::integration
