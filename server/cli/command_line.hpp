// Reads flags, environment variables and a configuration file into one command.
#pragma once

#include "app/settings.hpp"

#include <string>
#include <variant>

namespace ivschat::cli {

struct serve_command {
    app_settings settings;
    std::string on_ready = {};          // a shell command; empty: none
    std::vector<std::string> argv = {}; // the command of exec; empty: not exec
};

struct health_command {
    std::string url; // http://HOST:PORT
};

struct export_command {
    std::string url; // http://HOST:PORT
};

struct inspect_token_command {
    std::string token;
    std::filesystem::path key_file;
};

// Help, the version or an error was printed; the program exits.
struct exit_command {
    int status;
};

using command = std::variant<serve_command, health_command, export_command, inspect_token_command,
                             exit_command>;

// Prints --help, --version and errors itself. Throws startup_error for an unreadable quotas file.
command parse_command_line(int argc, const char* const* argv);

} // namespace ivschat::cli
