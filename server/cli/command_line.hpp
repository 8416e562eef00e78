// Flags, environment environment and a file, read into one struct.
#pragma once

#include "app/settings.hpp"

#include <string>
#include <variant>

namespace ivschat::cli {

struct serve_command {
    app_settings settings;
    std::string on_ready = {};          // for the shell; empty: nothing
    std::vector<std::string> argv = {}; // of exec's command; empty: it is not exec
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

// Nothing to do but to exit: help was shown, or the arguments were wrong and said to be so.
struct exit_command {
    int status;
};

using command = std::variant<serve_command, health_command, export_command, inspect_token_command,
                             exit_command>;

// Prints help, version or one line about an error by itself.
command parse_command_line(int argc, const char* const* argv);

} // namespace ivschat::cli
