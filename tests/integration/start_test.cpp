// How the program starts, and how it reports that it cannot.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;

namespace {

finished start_with_seed(std::string_view text) {
    const scratch_directory files;
    return run({"--listen", "127.0.0.1:0", "--seed", files.write("seed.json", text)});
}

} // namespace

TEST_CASE("a server prints one ready line and nothing else") {
    server_process server;
    const auto address = "127.0.0.1:" + std::to_string(server.port());
    CHECK(server.ready_line() == "ivschat-local ready: http://" + address + " ws://" + address);
    CHECK(server.port() != 0);
    CHECK(get(server.port(), "/_ivschat/health/ready").status == 200);
    CHECK(server.stop() == 0);
    CHECK(server.process().read_rest() == "");
}

TEST_CASE("the ready line has an IPv6 address in brackets") {
    server_process server{{"--listen", "[::1]:0"}};
    const auto address = "[::1]:" + std::to_string(server.port());
    CHECK(server.ready_line() == "ivschat-local ready: http://" + address + " ws://" + address);
}

TEST_CASE("a server may listen on a name") {
    const server_process server{{"--listen", "localhost:0"}};
    const auto address = "localhost:" + std::to_string(server.port());
    CHECK(server.ready_line() == "ivschat-local ready: http://" + address + " ws://" + address);
    CHECK(get(server.port(), "/_ivschat/health/ready").status == 200); // by 127.0.0.1
}

TEST_CASE("health reports version, uptime, liveness and readiness") {
    const server_process server;
    for (const std::string path : {"/_ivschat/health/live", "/_ivschat/health/ready"}) {
        CAPTURE(path);
        const auto reply = get(server.port(), path);
        CHECK(reply.status == 200);
        CHECK(reply.json().at("status") == "ok");
        CHECK(reply.json().at("version").is_string());
        CHECK(reply.json().at("uptimeMilliseconds").is_number_unsigned());
    }
}

TEST_CASE("a port in use is refused in one line") {
    const server_process first;
    const auto address = "127.0.0.1:" + std::to_string(first.port());
    check_refused(run({"--listen", address}), address);
}

TEST_CASE("wrong arguments are refused in one line") {
    struct {
        std::string name;
        arguments given;
        std::string must_name;
    } const rows[] = {
        {.name = "an unknown flag", .given = {"--colour"}, .must_name = "--colour"},
        {.name = "a word too many", .given = {"serve"}, .must_name = "serve"},
        {.name = "an address without a port",
         .given = {"--listen", "8420"},
         .must_name = "--listen"},
        {.name = "a port that is not a number",
         .given = {"--listen", "127.0.0.1:http"},
         .must_name = "HOST:PORT"},
        {.name = "a port that is too big",
         .given = {"--listen", "127.0.0.1:65536"},
         .must_name = "HOST:PORT"},
        {.name = "an empty host", .given = {"--listen", ":8420"}, .must_name = "HOST:PORT"},
        {.name = "an address of another machine",
         .given = {"--listen", "192.0.2.1:0"},
         .must_name = "192.0.2.1"},
        {.name = "a malformed address",
         .given = {"--listen", "256.0.0.1:0"},
         .must_name = "256.0.0.1"},
        {.name = "a name that does not exist",
         .given = {"--listen", "nowhere.invalid:0"},
         .must_name = "nowhere.invalid: DNS does not know the name"},
        {.name = "a flag without its value", .given = {"--seed"}, .must_name = "--seed"},
        {.name = "strict without credentials",
         .given = {"--auth", "strict"},
         .must_name = "--credentials"},
        {.name = "an unknown kind of authentication",
         .given = {"--auth", "none"},
         .must_name = "--auth"},
        {.name = "credentials without a secret",
         .given = {"--credentials", "KEY"},
         .must_name = "KEY:SECRET"},
        {.name = "a malformed account", .given = {"--account", "12345"}, .must_name = "--account"},
        {.name = "a validity without a unit",
         .given = {"--token-validity", "60"},
         .must_name = "--token-validity"},
        {.name = "a validity of zero",
         .given = {"--token-validity", "0s"},
         .must_name = "--token-validity"},
        {.name = "a queue that is too small",
         .given = {"--send-queue", "1"},
         .must_name = "--send-queue"},
        {.name = "a configuration file that does not exist",
         .given = {"--config", "/nowhere/ivschat.toml"},
         .must_name = "/nowhere/ivschat.toml"},
        {.name = "a key file in a directory that does not exist",
         .given = {"--listen", "127.0.0.1:0", "--token-key-file", "/nowhere/key"},
         .must_name = "/nowhere/key"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        check_refused(run(row.given), row.must_name);
    }
}

TEST_CASE("the refusal of wrong credentials does not repeat the secret") {
    const auto ended = run({"--credentials", ":hunter2hunter2"});
    CHECK(ended.status == 2);
    CHECK(ended.errors.find("hunter2") == std::string::npos);
}

TEST_CASE("an unreadable seed is refused in one line that names the file") {
    check_refused(run({"--listen", "127.0.0.1:0", "--seed", "/nowhere/seed.json"}),
                  "/nowhere/seed.json");
    check_refused(run({"--listen", "127.0.0.1:0", "--seed", "/tmp"}), "/tmp");
}

TEST_CASE("a malformed seed is refused in one line that names the member") {
    struct {
        std::string name;
        std::string text;
        std::string must_name;
    } const rows[] = {
        {.name = "not JSON", .text = "rooms:", .must_name = "seed.json"},
        {.name = "not an object", .text = "[]", .must_name = "seed.json"},
        {.name = "rooms that are not a list", .text = R"({"rooms":{}})", .must_name = "'rooms'"},
        {.name = "a room without ARN",
         .text = R"({"rooms":[{"name":"a"}]})",
         .must_name = "rooms/0/arn"},
        {.name = "a malformed ARN",
         .text = R"({"rooms":[{"arn":"AbCdEfGhIjKl"}]})",
         .must_name = "rooms/0/arn"},
        {.name = "a rate out of range",
         .text = R"({"rooms":[{"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",)"
                 R"("maximumMessageRatePerSecond":101}]})",
         .must_name = "rooms/0/maximumMessageRatePerSecond"},
        {.name = "a misspelt member",
         .text = R"({"rooms":[{"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",)"
                 R"("maximumMesageLength":5}]})",
         .must_name = "maximumMesageLength"},
        {.name = "an id that does not belong to the ARN",
         .text = R"({"rooms":[{"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",)"
                 R"("id":"LkJiHgFeDcBa"}]})",
         .must_name = "LkJiHgFeDcBa"},
        {.name = "a room twice",
         .text = R"({"rooms":[{"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"},)"
                 R"({"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"}]})",
         .must_name = "AbCdEfGhIjKl"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        check_refused(start_with_seed(row.text), row.must_name);
    }
}

TEST_CASE("help and version go to standard output with status 0") {
    const auto help = run({"--help"});
    CHECK(help.status == 0);
    CHECK(help.errors == "");
    for (const std::string flag :
         {"--listen", "--seed", "--auth", "--token-key-file", "--log-level", "--on-ready",
          "IVSCHAT_LISTEN", "exec", "health", "token"}) {
        CAPTURE(flag);
        CHECK(help.output.find(flag) != std::string::npos);
    }
    const auto version = run({"--version"});
    CHECK(version.status == 0);
    const server_process server;
    const std::string served = get(server.port(), "/_ivschat/health/live").json().at("version");
    CHECK(version.output == "ivschat-local " + served + "\n");
}
