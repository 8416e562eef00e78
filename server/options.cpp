#include "options.hpp"

#include "quotas_file.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <fstream>
#include <iostream>
#include <map>

namespace ivschat {
namespace {

// One line under the program's name; CLI11 would add a second one about --help.
int fail(const std::string& why) {
    std::cerr << "ivschat-local: " << why << " (see ivschat-local --help)\n";
    return 2;
}

// "HOST:PORT", "[::1]:8420"
std::string check_listen(const std::string& text) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string::npos ? "" : text.substr(colon + 1);
    const bool is_number = !port.empty() && port.size() <= 5 &&
                           port.find_first_not_of("0123456789") == std::string::npos &&
                           std::stoi(port) <= 65535;
    if (colon == 0 || !is_number) return "must be HOST:PORT, such as 127.0.0.1:8420";
    return {};
}

void set_listen(app_settings& settings, const std::string& text) {
    const auto colon = text.rfind(':');
    settings.host = text.substr(0, colon);
    if (settings.host.starts_with('[') && settings.host.ends_with(']')) {
        settings.host = settings.host.substr(1, settings.host.size() - 2);
    }
    settings.port = static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)));
}

std::string check_account(const std::string& text) {
    const bool is_account =
        text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
    return is_account ? "" : "must be an account of 12 digits";
}

std::string check_region(const std::string& text) {
    const bool is_region =
        !text.empty() &&
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    return is_region ? "" : "must be a region such as us-east-1";
}

std::string check_credentials(const std::string& text) {
    const auto colon = text.find(':');
    const bool is_pair = colon != 0 && colon != std::string::npos && colon + 1 < text.size();
    // The value is a secret, so it is not repeated.
    return is_pair ? "" : "must be KEY:SECRET";
}

// Takes one of some names; CLI11's own transformer complains in terms of the enum's numbers.
template <class Enum>
CLI::Validator one_of(std::vector<std::pair<std::string, Enum>> names) {
    return {[names = std::move(names)](std::string& text) {
                std::string known;
                for (const auto& [name, value] : names) {
                    if (name == text) {
                        text = std::to_string(static_cast<int>(value));
                        return std::string{};
                    }
                    known.append(known.empty() ? "" : ", ").append(name);
                }
                return "must be one of " + known + ", but is '" + text + "'";
            },
            ""};
}

// "90s", "60m": turned into milliseconds.
std::string read_duration(std::string& text) {
    static const std::map<std::string, std::int64_t> units{
        {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
    constexpr std::int64_t longest = 180 * 60'000; // as long as a session can be
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto unit = units.find(text.substr(static_cast<std::size_t>(end - text.data())));
    if (failed != std::errc{} || unit == units.end() || number < 1 ||
        number > longest / unit->second) {
        return "must be a time from 1ms to 180m, such as 60m or 30s, but is '" + text + "'";
    }
    text = std::to_string(number * unit->second);
    return {};
}

// What the flags are read into before it has its final form.
struct raw_options {
    std::string config;
    std::string data_directory;
    std::string quotas = "off";
    std::string listen = "127.0.0.1:8420";
    std::vector<std::string> credentials;
    std::int64_t token_validity_milliseconds = 3'600'000;
    std::string token_key_file;
    std::string url; // of a running server
    std::string token;
};

// How an option shows in --help, and which variable stands for it.
struct label {
    std::string group;
    std::string variable;
    std::string value = {};     // what stands behind the flag; empty: nothing
    std::string otherwise = {}; // the default; empty: none
};

void show(CLI::Option* option, const label& label) {
    std::string text = label.value;
    if (!label.otherwise.empty())
        text.append(text.empty() ? "" : " ").append("= " + label.otherwise);
    text.append(text.empty() ? "" : " ").append("(" + label.variable + ")");
    option->envname(label.variable)->group(label.group)->option_text(text);
}

void add_serving(CLI::App& cli, app_settings& settings, raw_options& raw) {
    const std::string group = "Serving";
    show(cli.add_option("--config", raw.config, "TOML file with any of these options"),
         {group, "IVSCHAT_CONFIG", "FILE"});
    show(cli.add_option("--listen", raw.listen, "Address to serve on; port 0 takes a free one")
             ->check(check_listen),
         {group, "IVSCHAT_LISTEN", "HOST:PORT", raw.listen});
    show(cli.add_option("--send-queue", settings.websocket.send_queue_bytes,
                        "What may wait for a slow reader before it is closed with 1013")
             ->transform(CLI::AsSizeValue(false))
             ->check(CLI::Range(std::uint64_t{1} << 10U, std::uint64_t{1} << 30U)),
         {group, "IVSCHAT_SEND_QUEUE", "SIZE", "4mb"});
    const auto close_codes = CLI::IsMember({1000, 1001, 1008}) | CLI::Range(3000, 4999);
    show(cli.add_option("--close-code-disconnected", settings.websocket.close_code_disconnected,
                        "Close code for users that DISCONNECT_USER names")
             ->check(close_codes),
         {group, "IVSCHAT_CLOSE_CODE_DISCONNECTED", "CODE", "1000"});
    show(cli.add_option("--close-code-expired", settings.websocket.close_code_expired,
                        "Close code for sessions that end")
             ->check(close_codes),
         {group, "IVSCHAT_CLOSE_CODE_EXPIRED", "CODE", "1000"});
}

void add_state(CLI::App& cli, app_settings& settings, raw_options& raw) {
    const std::string group = "State";
    show(cli.add_option("--seed", settings.seeds, "JSON file with state to start with; repeatable")
             ->delimiter(','),
         {group, "IVSCHAT_SEED", "FILE"});
    show(cli.add_option("--data-dir", raw.data_directory,
                        "Directory in which the state survives; else it lives in memory only"),
         {group, "IVSCHAT_DATA_DIR", "DIR"});
    show(cli.add_option("--quotas", raw.quotas,
                        "Account quotas: AWS's numbers, none, or those of a TOML file"),
         {group, "IVSCHAT_QUOTAS", "aws|off|FILE", "off"});
    show(cli.add_flag("--auto-create-rooms", settings.chat.auto_create_rooms,
                      "Make an unknown room on first use instead of refusing it"),
         {group, "IVSCHAT_AUTO_CREATE_ROOMS"});
    show(cli.add_option("--account", settings.authentication.account,
                        "Account of rooms made by callers whose access key is not an account")
             ->check(check_account),
         {group, "IVSCHAT_ACCOUNT", "ACCOUNT", settings.authentication.account});
    show(cli.add_option("--region", settings.authentication.region,
                        "Region of rooms made by callers that do not sign")
             ->check(check_region),
         {group, "IVSCHAT_REGION", "REGION", settings.authentication.region});
}

void add_authentication(CLI::App& cli, app_settings& settings, raw_options& raw) {
    using http::authentication_mode;
    const std::string group = "Authentication";
    const std::vector<std::pair<std::string, authentication_mode>> modes{
        {"lenient", authentication_mode::lenient}, {"strict", authentication_mode::strict}};
    show(cli.add_option("--auth", settings.authentication.mode,
                        "lenient: any signature or none will do; strict: SigV4 is verified")
             ->transform(one_of(modes)),
         {group, "IVSCHAT_AUTH", "lenient|strict", "lenient"});
    show(cli.add_option("--credentials", raw.credentials,
                        "Access key and secret that --auth strict knows; repeatable")
             ->delimiter(',')
             ->check(check_credentials),
         {group, "IVSCHAT_CREDENTIALS", "KEY:SECRET"});
}

void add_tokens(CLI::App& cli, app_settings& settings, raw_options& raw) {
    using text::timestamp_format;
    const std::string group = "Tokens";
    const std::vector<std::pair<std::string, timestamp_format>> formats{
        {"iso8601", timestamp_format::iso8601}, {"epoch", timestamp_format::epoch}};
    show(cli.add_option("--token-key-file", raw.token_key_file,
                        "Key that seals tokens, made if absent; else each start draws a new one"),
         {group, "IVSCHAT_TOKEN_KEY_FILE", "FILE"});
    show(cli.add_option("--token-validity", raw.token_validity_milliseconds,
                        "How long a token can open a connection, at most as long as its session")
             ->transform(CLI::Validator{read_duration, ""}),
         {group, "IVSCHAT_TOKEN_VALIDITY", "TIME", "60m"});
    show(cli.add_option("--timestamps", settings.operations.timestamps,
                        "epoch: times as JSON numbers, for clients that read nothing else")
             ->transform(one_of(formats)),
         {group, "IVSCHAT_TIMESTAMPS", "iso8601|epoch", "iso8601"});
}

void add_logging(CLI::App& cli, app_settings& settings) {
    using runtime::log_format;
    using runtime::log_level;
    const std::string group = "Logging";
    const std::vector<std::pair<std::string, log_level>> levels{{"debug", log_level::debug},
                                                                {"info", log_level::info},
                                                                {"warning", log_level::warning},
                                                                {"error", log_level::error},
                                                                {"off", log_level::off}};
    const std::vector<std::pair<std::string, log_format>> formats{{"text", log_format::text},
                                                                  {"json", log_format::json}};
    show(cli.add_option("--log-level", settings.log_level, "What is logged to standard error")
             ->transform(one_of(levels)),
         {group, "IVSCHAT_LOG_LEVEL", "debug|info|warning|error|off", "info"});
    show(cli.add_option("--log-format", settings.log_format, "How it is logged")
             ->transform(one_of(formats)),
         {group, "IVSCHAT_LOG_FORMAT", "text|json", "text"});
}

// After flags and variables: only what these left open is taken from the file. CLI11 itself would
// let the file win over variables, and not find a file that a variable names.
void read_config(CLI::App& cli, const std::string& file) {
    std::ifstream in{file};
    if (!in || std::filesystem::is_directory(file)) {
        throw CLI::FileError{"--config: " + file + " cannot be read", CLI::ExitCodes::FileError};
    }
    cli.parse_from_stream(in);
}

// Where a server on this machine that listens on `settings` can be asked.
std::string local_url(const app_settings& settings) {
    const bool is_any = settings.host == "0.0.0.0" || settings.host == "::";
    const bool is_ipv6 = settings.host.find(':') != std::string::npos;
    const std::string host = is_any    ? (is_ipv6 ? "[::1]" : "127.0.0.1")
                             : is_ipv6 ? "[" + settings.host + "]"
                                       : settings.host;
    return "http://" + host + ":" + std::to_string(settings.port);
}

void finish(app_settings& settings, const raw_options& raw) {
    set_listen(settings, raw.listen);
    for (const auto& pair : raw.credentials) {
        const auto colon = pair.find(':');
        settings.authentication.credentials.emplace_back(pair.substr(0, colon),
                                                         pair.substr(colon + 1));
    }
    settings.operations.token_validity = std::chrono::milliseconds{raw.token_validity_milliseconds};
    if (!raw.token_key_file.empty()) settings.token_key_file = raw.token_key_file;
    if (!raw.data_directory.empty()) settings.data_directory = raw.data_directory;
    if (raw.quotas == "aws")
        settings.chat.quotas = chat::aws_quotas();
    else if (raw.quotas != "off")
        settings.chat.quotas = load_quotas(raw.quotas);
}

} // namespace

command parse_command_line(int argc, const char* const* argv) {
    app_settings settings;
    raw_options raw;
    CLI::App cli{"The local Amazon IVS Chat: control plane and chat messaging on one port.",
                 "ivschat-local"};
    cli.set_version_flag("--version", "ivschat-local " + std::string{control::version()});
    cli.allow_config_extras(CLI::config_extras_mode::error);
    cli.require_subcommand(0, 1);
    add_serving(cli, settings, raw);
    add_state(cli, settings, raw);
    add_authentication(cli, settings, raw);
    add_tokens(cli, settings, raw);
    add_logging(cli, settings);

    auto* health =
        cli.add_subcommand("health", "Ask a running server; exit status 0 if it is well");
    health->add_option("--url", raw.url,
                       "The server; by default the one of --listen on this machine");
    auto* export_state =
        cli.add_subcommand("export", "Print the state of a running server as a seed file");
    export_state->add_option("--url", raw.url,
                             "The server; by default the one of --listen on this machine");
    auto* token = cli.add_subcommand("token", "Work with chat tokens");
    token->require_subcommand(1);
    auto* inspect = token->add_subcommand("inspect", "Print what a chat token says");
    inspect->add_option("TOKEN", raw.token, "The token")->required();
    inspect->add_option("--token-key-file", raw.token_key_file, "The key that sealed it")
        ->envname("IVSCHAT_TOKEN_KEY_FILE")
        ->required();

    try {
        cli.parse(argc, argv);
        if (!raw.config.empty()) read_config(cli, raw.config);
        finish(settings, raw);
    } catch (const CLI::Success& shown) { // --help, --version
        return exit_command{cli.exit(shown)};
    } catch (const CLI::ParseError& wrong) {
        return exit_command{fail(wrong.what())};
    }
    const auto url = raw.url.empty() ? local_url(settings) : raw.url;
    if (*health) return health_command{url};
    if (*export_state) return export_command{url};
    if (*inspect) return inspect_token_command{.token = raw.token, .key_file = raw.token_key_file};
    if (settings.authentication.mode == http::authentication_mode::strict &&
        settings.authentication.credentials.empty()) {
        return exit_command{fail("--auth strict needs at least one --credentials KEY:SECRET")};
    }
    return serve_command{std::move(settings)};
}

} // namespace ivschat
