#include "cli/command_line.hpp"

#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"
#include "control/health.hpp"
#include "runtime/authority.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

namespace ivschat::cli {
namespace {

// Prints one line. CLI11's own output has a second one about --help.
exit_command fail(const std::string& why) {
    std::cerr << "ivschat-local: " << why << " (see ivschat-local --help)\n";
    return {2};
}

// Options that are not settings of the server.
struct cli_only_options {
    std::string config;
    std::string on_ready;
    std::string url; // of a running server
    std::string token;
    std::string token_key_file;
};

struct subcommands {
    CLI::App* health;
    CLI::App* export_state;
    CLI::App* inspect_token;
    CLI::App* exec;
};

constexpr const char* exec_footer =
    "Start a server on a free port, run a command, and exit with the command's status:\n"
    "  ivschat-local exec [OPTIONS] -- COMMAND ARGS...\n"
    "OPTIONS are those of ivschat-local. IVSCHAT_ENDPOINT, AWS_ENDPOINT_URL_IVSCHAT and\n"
    "IVSCHAT_WS tell the command where the server is. If the environment has no AWS credentials\n"
    "or no region, the command gets them too. Other exit statuses: 128 + N if signal N ended the\n"
    "command, 127 if it is not found, 126 if it cannot be run, 1 if the server cannot start, 2\n"
    "for wrong options.";

// CLI11 would parse "[a,b]" in the command of exec as a list, so it does not get to see the
// command.
struct split_argv {
    int own_count; // including the program's name
    std::vector<std::string> command;
};

split_argv split_at_dashes(int count, const char* const* argv) {
    const auto* const end = argv + count;
    const auto* const dashes = std::find(argv, end, std::string_view{"--"});
    const bool has_exec = std::find(argv, dashes, std::string_view{"exec"}) != dashes;
    if (dashes == end || !has_exec) return {.own_count = count, .command = {}};
    return {.own_count = static_cast<int>(dashes - argv), .command = {dashes + 1, end}};
}

void add_settings(CLI::App& cli, app_settings& settings) {
    add_serving(cli, settings);
    add_state(cli, settings);
    add_authentication(cli, settings);
    add_tokens(cli, settings);
    add_control(cli, settings);
    add_reviews(cli, settings);
    add_chat_logs(cli, settings);
    add_logging(cli, settings);
}

subcommands add_subcommands(CLI::App& cli, cli_only_options& cli_only) {
    cli.require_subcommand(0, 1);
    const auto add_url = [&cli_only](CLI::App* to) {
        to->add_option("--url", cli_only.url,
                       "URL of the server; default: this machine, with the port of --listen");
        return to;
    };
    auto* health =
        cli.add_subcommand("health", "Ask a running server; exit status 0 if it is ready");
    auto* export_state =
        cli.add_subcommand("export", "Print the state of a running server as a seed file");
    auto* token = cli.add_subcommand("token", "Work with chat tokens")->require_subcommand(1);
    auto* inspect = token->add_subcommand("inspect", "Print the claims of a chat token");
    inspect->add_option("TOKEN", cli_only.token, "The token")->required();
    inspect->add_option("--token-key-file", cli_only.token_key_file, "The key that sealed it")
        ->envname("IVSCHAT_TOKEN_KEY_FILE")
        ->required();
    auto* exec = cli.add_subcommand("exec", "Start a server, run a command, and stop both");
    exec->fallthrough()->footer(exec_footer);
    return {.health = add_url(health),
            .export_state = add_url(export_state),
            .inspect_token = inspect,
            .exec = exec};
}

// To be called after flags and environment variables, so that these win over the file. CLI11's own
// set_config lets the file win over variables, and ignores a file that a variable names.
void read_config(CLI::App& cli, const std::string& file) {
    std::ifstream in{file};
    if (!in || std::filesystem::is_directory(file)) {
        throw CLI::FileError{"--config: " + file + " cannot be read", CLI::ExitCodes::FileError};
    }
    cli.parse_from_stream(in);
}

// The URL of a server with these settings on this machine.
std::string local_url(const app_settings& settings) {
    return "http://" + runtime::local_authority(settings.host, settings.port);
}

// Why these settings exclude each other; empty: they do not.
std::string conflict_of(const app_settings& settings) {
    if (settings.authentication.mode == http::authentication_mode::strict &&
        settings.authentication.credentials.empty()) {
        return "--auth strict needs at least one --credentials KEY:SECRET";
    }
    if (settings.deterministic_seed && settings.threads > 1) {
        return "--deterministic needs --threads 1: the order in which threads run does not repeat";
    }
    if (auto fault = chat_log::validate(settings.chat_log)) return *std::move(fault);
    return {};
}

} // namespace

command parse_command_line(int argc, const char* const* argv) {
    auto [own_count, exec_command] = split_at_dashes(argc, argv);
    app_settings settings;
    cli_only_options cli_only;
    CLI::App cli{"A local Amazon IVS Chat server: control plane and chat messaging on one port.",
                 "ivschat-local"};
    cli.set_version_flag("--version", "ivschat-local " + std::string{control::version()});
    cli.allow_config_extras(CLI::config_extras_mode::error);
    option_group general{cli, "Serving"};
    general.add("--config", cli_only.config, "TOML file with any of these options", {"FILE"});
    general.add("--on-ready", cli_only.on_ready,
                "Shell command to run once when the server is ready", {"COMMAND"});
    add_settings(cli, settings);
    const auto [health, export_state, inspect_token, exec] = add_subcommands(cli, cli_only);
    try {
        cli.parse(own_count, argv);
        if (!cli_only.config.empty()) read_config(cli, cli_only.config);
    } catch (const CLI::Success& shown) { // --help, --version
        return exit_command{cli.exit(shown)};
    } catch (const CLI::ParseError& wrong) {
        return fail(wrong.what());
    }
    const auto url = cli_only.url.empty() ? local_url(settings) : cli_only.url;
    if (*health) return health_command{url};
    if (*export_state) return export_command{url};
    if (*inspect_token) {
        return inspect_token_command{.token = cli_only.token, .key_file = cli_only.token_key_file};
    }
    if (const auto why = conflict_of(settings); !why.empty()) return fail(why);
    if (*exec && exec_command.empty())
        return fail("exec needs a command: exec [OPTIONS] -- COMMAND");
    if (!*exec && !exec_command.empty()) return fail("only exec takes a command after --");
    if (*exec && cli.count("--listen") == 0) settings.port = 0;
    return serve_command{.settings = std::move(settings),
                         .on_ready = std::move(cli_only.on_ready),
                         .argv = std::move(exec_command)};
}

} // namespace ivschat::cli
