// A server that is ready, on a port of its own.
#pragma once

#include "integration/support/program.hpp"

#include <csignal>
#include <string_view>

namespace ivschat::integration {

class server_process {
public:
    // Serves on a free port of 127.0.0.1 unless `given` says otherwise. Returns once it is ready.
    explicit server_process(arguments given = {}, const environment& extra = {});
    // Stops it. A server that does not stop well fails the test: under AddressSanitizer it is here
    // that a leak comes to light.
    ~server_process();

    std::uint16_t port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    const std::string& ready_line() const { return ready_line_; }
    program& process() { return program_; }

    // Signals and waits for the end; returns the exit status.
    int stop(int signal = SIGTERM);

private:
    program program_;
    std::string ready_line_;
    std::uint16_t port_;
};

// That the server did not start: one clear line on standard error, nothing on standard output, exit
// status 2, within a second.
void check_refused(const finished& ended, std::string_view must_name);

} // namespace ivschat::integration
