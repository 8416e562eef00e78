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

// One line under the program's name; CLI11 would add a second one about --help.
exit_command fail(const std::string& why) {
    std::cerr << "ivschat-local: " << why << " (see ivschat-local --help)\n";
    return {2};
}

// What is no setting of the server.
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

constexpr const char* about_exec =
    "Run a command beside a server of its own, on a free port, and exit with its status:\n"
    "  ivschat-local exec [OPTIONS] -- COMMAND ARGS...\n"
    "OPTIONS are those of ivschat-local. The command finds the server in IVSCHAT_ENDPOINT,\n"
    "AWS_ENDPOINT_URL_IVSCHAT and IVSCHAT_WS, and credentials and a region for its SDK where it\n"
    "has none. Other exit statuses: 128 + N if signal N ended it, 127 if it is not found, 126 if\n"
    "it cannot be run, 1 if the server cannot start, 2 for wrong options.";

// CLI11 would read "[a,b]" among the command's argv as a list, so it does not get to see them.
struct split_words {
    int own; // how many, with the program's name
    std::vector<std::string> behind;
};

split_words split_at_dashes(int count, const char* const* argv) {
    const auto* const end = argv + count;
    const auto* const dashes = std::find(argv, end, std::string_view{"--"});
    const bool has_exec = std::find(argv, dashes, std::string_view{"exec"}) != dashes;
    if (dashes == end || !has_exec) return {.own = count, .behind = {}};
    return {.own = static_cast<int>(dashes - argv), .behind = {dashes + 1, end}};
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
                       "The server; by default the one of --listen on this machine");
        return to;
    };
    auto* health =
        cli.add_subcommand("health", "Ask a running server; exit status 0 if it is well");
    auto* export_state =
        cli.add_subcommand("export", "Print the state of a running server as a seed file");
    auto* token = cli.add_subcommand("token", "Work with chat tokens")->require_subcommand(1);
    auto* inspect = token->add_subcommand("inspect", "Print what a chat token says");
    inspect->add_option("TOKEN", cli_only.token, "The token")->required();
    inspect->add_option("--token-key-file", cli_only.token_key_file, "The key that sealed it")
        ->envname("IVSCHAT_TOKEN_KEY_FILE")
        ->required();
    auto* exec = cli.add_subcommand("exec", "Run a command beside a server of its own");
    exec->fallthrough()->footer(about_exec);
    return {.health = add_url(health),
            .export_state = add_url(export_state),
            .inspect_token = inspect,
            .exec = exec};
}

// After flags and environment: only what these left open is taken from the file. CLI11 itself would
// let the file win over environment, and not find a file that a variable names.
void read_config(CLI::App& cli, const std::string& file) {
    std::ifstream in{file};
    if (!in || std::filesystem::is_directory(file)) {
        throw CLI::FileError{"--config: " + file + " cannot be read", CLI::ExitCodes::FileError};
    }
    cli.parse_from_stream(in);
}

// Where a server on this machine that listens on `settings` can be asked.
std::string local_url(const app_settings& settings) {
    return "http://" + runtime::local_authority(settings.host, settings.port);
}

// What keeps a server from having all of these settings together; empty: nothing.
std::string contradiction(const app_settings& settings) {
    if (settings.authentication.mode == http::authentication_mode::strict &&
        settings.authentication.credentials.empty()) {
        return "--auth strict needs at least one --credentials KEY:SECRET";
    }
    if (settings.deterministic_seed && settings.threads > 1) {
        return "--deterministic needs --threads 1: what threads do in turn does not repeat";
    }
    if (auto fault = chat_log::validate(settings.chat_log)) return *std::move(fault);
    return {};
}

} // namespace

command parse_command_line(int argc, const char* const* argv) {
    auto [own_argv, behind] = split_at_dashes(argc, argv);
    app_settings settings;
    cli_only_options cli_only;
    CLI::App cli{"The local Amazon IVS Chat: control plane and chat messaging on one port.",
                 "ivschat-local"};
    cli.set_version_flag("--version", "ivschat-local " + std::string{control::version()});
    cli.allow_config_extras(CLI::config_extras_mode::error);
    option_group general{cli, "Serving"};
    general.add("--config", cli_only.config, "TOML file with any of these options", {"FILE"});
    general.add("--on-ready", cli_only.on_ready, "Command for /bin/sh, run once when it serves",
                {"COMMAND"});
    add_settings(cli, settings);
    const auto [health, export_state, inspect_token, exec] = add_subcommands(cli, cli_only);
    try {
        cli.parse(own_argv, argv);
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
    if (const auto why = contradiction(settings); !why.empty()) return fail(why);
    if (*exec && behind.empty()) return fail("exec needs a command: exec [OPTIONS] -- COMMAND");
    if (!*exec && !behind.empty()) return fail("what stands behind -- is exec's");
    if (*exec && cli.count("--listen") == 0) settings.port = 0;
    return serve_command{.settings = std::move(settings),
                         .on_ready = std::move(cli_only.on_ready),
                         .argv = std::move(behind)};
}

} // namespace ivschat::cli
