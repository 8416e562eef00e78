// Parses the command line and runs the command.
#include "cli/client.hpp"
#include "cli/command_line.hpp"
#include "cli/serve.hpp"
#include "cli/token_inspection.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace ivschat::cli {
namespace {

constexpr int status_bad_settings = 2;
// exec keeps 1 for a server that cannot start; see its --help.
constexpr int status_no_server = 1;

int print_error(const std::exception& error, int status) {
    std::cerr << "ivschat-local: " << error.what() << '\n';
    return status;
}

struct run_command {
    const inherited_state& inherited;

    int operator()(serve_command& command) const {
        const bool is_exec = !command.argv.empty();
        try {
            return serve(std::move(command), inherited);
        } catch (const std::exception& error) {
            return print_error(error, is_exec ? status_no_server : status_bad_settings);
        }
    }
    int operator()(const health_command& command) const { return check_health(command.url); }
    int operator()(const export_command& command) const { return export_state(command.url); }
    int operator()(const inspect_token_command& command) const {
        return inspect_token(command.token, command.key_file);
    }
    int operator()(exit_command command) const { return command.status; }
};

} // namespace
} // namespace ivschat::cli

int main(int argc, char** argv) {
    const auto inherited = ivschat::cli::inherited_state::capture();
    std::signal(SIGPIPE, SIG_IGN); // the reader of standard output may be gone
    try {
        auto command = ivschat::cli::parse_command_line(argc, argv);
        return std::visit(ivschat::cli::run_command{inherited}, command);
    } catch (const std::exception& error) {
        return ivschat::cli::print_error(error, ivschat::cli::status_bad_settings);
    }
}
