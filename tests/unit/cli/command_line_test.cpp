// What command lines become. (Environment variables, files and output are tested in
// tests/integration.)
#include "cli/command_line.hpp"

#include "runtime/startup_error.hpp"
#include "support/scratch_directory.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ivschat;
using namespace ivschat::cli;
using support::scratch_directory;
using namespace std::chrono_literals;

namespace {

command parse(std::vector<const char*> argv) {
    argv.insert(argv.begin(), "ivschat-local");
    return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

app_settings settings_of(const std::vector<const char*>& argv) {
    auto parsed = parse(argv);
    REQUIRE(std::holds_alternative<serve_command>(parsed));
    return std::move(std::get<serve_command>(parsed).settings);
}

std::vector<std::string> known_keys(const app_settings& settings) {
    std::vector<std::string> keys;
    for (const auto& each : settings.authentication.credentials) {
        keys.push_back(each.access_key_id);
    }
    return keys;
}

} // namespace

TEST_CASE("without arguments the settings are the defaults") {
    const auto settings = settings_of({});
    CHECK(settings.host == "127.0.0.1");
    CHECK(settings.port == 8420);
    CHECK(settings.seeds.empty());
    CHECK_FALSE(settings.data_directory.has_value());
    CHECK_FALSE(settings.token_key_file.has_value());
    CHECK(settings.chat.quotas.rooms == 0);
    CHECK_FALSE(settings.chat.auto_create_rooms);
    CHECK((settings.authentication.mode == http::authentication_mode::lenient));
    CHECK((settings.operations.token_validity == 60min));
}

TEST_CASE("every flag sets its setting") {
    // clang-format off
    const auto settings = settings_of({
        "--listen", "[::1]:0",
        "--send-queue", "64kb",
        "--close-code-disconnected", "4000",
        "--close-code-expired", "1001",
        "--seed", "a.json,b.json",
        "--data-dir", "data",
        "--quotas", "aws",
        "--auto-create-rooms",
        "--account", "111111111111",
        "--region", "eu-west-1",
        "--auth", "strict",
        "--credentials", "key:a:b,other:c",
        "--credentials", "third:d",
        "--token-key-file", "key",
        "--token-validity", "90s",
        "--timestamps", "epoch",
        "--log-level", "debug",
        "--log-format", "json",
    });
    // clang-format on
    CHECK(settings.host == "::1");
    CHECK(settings.port == 0);
    CHECK(settings.websocket.send_queue_bytes == 64 * 1024);
    CHECK(settings.websocket.close_code_disconnected == 4000);
    CHECK(settings.websocket.close_code_expired == 1001);
    CHECK((settings.seeds == std::vector<std::filesystem::path>{"a.json", "b.json"}));
    CHECK((settings.data_directory == "data"));
    CHECK(settings.chat.quotas.rooms == chat::aws_quotas().rooms);
    CHECK(settings.chat.auto_create_rooms);
    CHECK(settings.authentication.account == "111111111111");
    CHECK(settings.authentication.region == "eu-west-1");
    CHECK((settings.authentication.mode == http::authentication_mode::strict));
    CHECK(known_keys(settings) == std::vector<std::string>{"key", "other", "third"});
    CHECK((settings.token_key_file == "key"));
    CHECK((settings.operations.token_validity == 90s));
    CHECK((settings.operations.timestamps == text::timestamp_format::epoch));
    CHECK((settings.log_level == runtime::log_level::debug));
    CHECK((settings.log_format == runtime::log_format::json));
}

TEST_CASE("flags win over the file") {
    const scratch_directory scratch;
    const auto file = scratch.path() / "ivschat.toml";
    support::write(file, "listen = \"127.0.0.1:1\"\n"
                         "credentials = [\"file:x\"]\n"
                         "quotas = \"/nowhere\"\n"
                         "data-dir = \"of-the-file\"\n"
                         "token-validity = \"1s\"\n"
                         "region = \"eu-west-1\"\n");
    const auto settings =
        settings_of({"--config", file.c_str(), "--listen", "127.0.0.1:2", "--credentials", "flag:x",
                     "--quotas", "off", "--data-dir", "of-the-flag", "--token-validity", "2s"});
    CHECK(settings.port == 2);
    CHECK(known_keys(settings) == std::vector<std::string>{"flag"});
    CHECK((settings.data_directory == "of-the-flag"));
    CHECK((settings.operations.token_validity == 2s));
    CHECK(settings.authentication.region == "eu-west-1");
}

TEST_CASE("the default URL of a running server is the address of --listen") {
    struct row {
        const char* listen;
        std::string_view url;
    };
    const row rows[] = {
        {.listen = "127.0.0.1:9000", .url = "http://127.0.0.1:9000"},
        {.listen = "0.0.0.0:9000", .url = "http://127.0.0.1:9000"},
        {.listen = "[::]:9000", .url = "http://[::1]:9000"},
        {.listen = "[fe80::1]:9000", .url = "http://[fe80::1]:9000"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.listen);
        const auto asked = parse({"--listen", row.listen, "health"});
        REQUIRE(std::holds_alternative<health_command>(asked));
        CHECK(std::get<health_command>(asked).url == row.url);
    }
    const auto asked = parse({"export", "--url", "http://elsewhere:1"});
    REQUIRE(std::holds_alternative<export_command>(asked));
    CHECK(std::get<export_command>(asked).url == "http://elsewhere:1");
}

TEST_CASE("exec takes a free port unless --listen names one") {
    struct row {
        std::vector<const char*> argv;
        std::uint16_t port;
    };
    const row rows[] = {
        {.argv = {"exec", "--", "true"}, .port = 0},
        {.argv = {"exec", "--listen", "127.0.0.1:9000", "--", "true"}, .port = 9000},
        {.argv = {"--listen", "127.0.0.1:9000", "exec", "--", "true"}, .port = 9000},
    };
    for (const auto& row : rows) {
        CAPTURE(row.port);
        CHECK(settings_of(row.argv).port == row.port);
    }
}

TEST_CASE("the words after -- are the command of exec, unchanged") {
    const auto parsed = parse({"exec", "--on-ready", "make", "--", "[a,b]", "--", "--help", ""});
    REQUIRE(std::holds_alternative<serve_command>(parsed));
    const auto& serve = std::get<serve_command>(parsed);
    CHECK(serve.argv == std::vector<std::string>{"[a,b]", "--", "--help", ""});
    CHECK(serve.on_ready == "make");
    const auto plain = parse({"--on-ready", "make"});
    REQUIRE(std::holds_alternative<serve_command>(plain));
    CHECK(std::get<serve_command>(plain).argv.empty());
}

TEST_CASE("an unreadable quotas file is a startup error") {
    CHECK_THROWS_AS(parse({"--quotas", "/nowhere/quotas.toml"}), runtime::startup_error);
}
