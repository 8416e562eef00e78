// A running server with its own port.
#pragma once

#include "integration/support/program.hpp"

#include <csignal>
#include <string_view>

namespace ivschat::integration {

class server_process {
public:
    // Serves on a free port of 127.0.0.1 unless `given` says otherwise. Returns once it is ready.
    explicit server_process(arguments given = {}, const environment& extra = {});
    // Stops it. The test fails if the exit status is not 0, as AddressSanitizer makes it if there
    // is a leak.
    ~server_process();

    std::uint16_t port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    const std::string& ready_line() const { return ready_line_; }
    program& process() { return program_; }

    // Sends the signal and waits for the end; returns the exit status.
    int stop(int signal = SIGTERM);

private:
    program program_;
    std::string ready_line_;
    std::uint16_t port_;
};

// Checks that the server refused to start: one line on standard error, nothing on standard output,
// exit status 2, within a second.
void check_refused(const finished& ended, std::string_view must_name);

} // namespace ivschat::integration
