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

// The path of the built ivschat-local, or of the program that IVSCHAT_LOCAL names.
std::string program_path();

// A running child process, killed by the destructor. It does not inherit IVSCHAT_ variables.
class program {
public:
    explicit program(const arguments& given, const environment& extra = {});
    ~program();
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    // The next line without its end. Throws timed_out, or runtime_error at the end of the output.
    std::string read_line();
    std::string read_rest();
    // What it has written to standard error so far.
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
    descriptor errors_; // an unnamed file, because a full pipe would block the child
    descriptor process_;
    std::string unread_;
};

struct finished {
    int status;
    std::string output;
    std::string errors;
    std::chrono::milliseconds took;
};

// For a script whose trap runs `kill $!`: prints "started" and waits for the signal. The inner
// shell prints it, because a shell that was only just forked could miss the signal.
inline const std::string started_and_waiting = "sh -c 'echo started; exec sleep 1000' & wait";

// Runs the program to its end.
finished run(const arguments& given, const environment& extra = {});

} // namespace ivschat::integration
