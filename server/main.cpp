// options -> app -> run
#include "app.hpp"
#include "inquiries.hpp"
#include "options/command_line.hpp"
#include "token_inspection.hpp"

#include <sys/resource.h>

#include <csignal>
#include <exception>
#include <iostream>

namespace ivschat {
namespace {

// Every connection is a file descriptor, and the usual soft limit is 1,024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

struct run_command {
    int operator()(serve_command& command) const {
        raise_descriptor_limit();
        app app{std::move(command.settings)};
        std::cout << "ivschat-local ready: " << app.addresses() << std::endl;
        app.run();
        return 0;
    }
    int operator()(const health_command& command) const { return check_health(command.url); }
    int operator()(const export_command& command) const { return export_state(command.url); }
    int operator()(const inspect_token_command& command) const {
        return inspect_token(command.token, command.key_file);
    }
    int operator()(exit_command command) const { return command.status; }
};

} // namespace
} // namespace ivschat

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // whoever read the ready line may be gone
    try {
        auto command = ivschat::parse_command_line(argc, argv);
        return std::visit(ivschat::run_command{}, command);
    } catch (const std::exception& error) {
        std::cerr << "ivschat-local: " << error.what() << '\n';
        return 2;
    }
}
