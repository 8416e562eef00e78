// options -> app -> run
#include "inquiries.hpp"
#include "options/command_line.hpp"
#include "serve.hpp"
#include "token_inspection.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace ivschat {
namespace {

constexpr int bad_settings = 2;
// Of exec, whose other statuses are its command's.
constexpr int no_server = 1;

int complain(const std::exception& error, int status) {
    std::cerr << "ivschat-local: " << error.what() << '\n';
    return status;
}

struct run_command {
    const inheritance& inherited;

    int operator()(serve_command& command) const {
        const bool is_exec = !command.words.empty();
        try {
            return serve(std::move(command), inherited);
        } catch (const std::exception& error) {
            return complain(error, is_exec ? no_server : bad_settings);
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
} // namespace ivschat

int main(int argc, char** argv) {
    const auto inherited = ivschat::inheritance::capture();
    std::signal(SIGPIPE, SIG_IGN); // whoever read the ready line may be gone
    try {
        auto command = ivschat::parse_command_line(argc, argv);
        return std::visit(ivschat::run_command{inherited}, command);
    } catch (const std::exception& error) {
        return ivschat::complain(error, ivschat::bad_settings);
    }
}
