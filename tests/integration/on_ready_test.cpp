// `--on-ready COMMAND` runs once, when the server answers requests.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;

namespace {

// Waits for the text in the log. Requests meanwhile keep the server's event loop turning.
void wait_for_log(server_process& server, std::string_view words) {
    const deadline until;
    while (server.process().errors().find(words) == std::string::npos) {
        REQUIRE(until.milliseconds_left() > 0);
        REQUIRE(get(server.port(), "/_ivschat/health/live").status == 200);
    }
}

} // namespace

TEST_CASE("the command runs once and finds the server ready") {
    server_process server{{"--on-ready",
                           "\"$IVSCHAT_LOCAL\" health --url $IVSCHAT_ENDPOINT; echo $IVSCHAT_WS-"
                           "$AWS_ENDPOINT_URL_IVSCHAT-$IVSCHAT_ENDPOINT"},
                          {{"IVSCHAT_LOCAL", program_path()}}};
    CHECK(server.process().read_line().find("ok") != std::string::npos);
    const auto port = std::to_string(server.port());
    const auto http = "http://127.0.0.1:" + port;
    CHECK(server.process().read_line() == "ws://127.0.0.1:" + port + "-" + http + "-" + http);
    CHECK(server.stop() == 0);
    CHECK(server.process().read_rest() == "");
}

TEST_CASE("the environment can name the command") {
    server_process server{{}, {{"IVSCHAT_ON_READY", "echo ready"}}};
    CHECK(server.process().read_line() == "ready");
}

TEST_CASE("a command that fails is logged with its status, and the server keeps running") {
    server_process server{{"--on-ready", "exit 3"}};
    wait_for_log(server, R"(status="3")");
    CHECK(server.stop() == 0);
}

TEST_CASE("a command that still runs when the server stops is terminated") {
    server_process server{
        {"--on-ready", "trap 'kill $!; echo bye; exit' TERM; " + started_and_waiting}};
    CHECK(server.process().read_line() == "started");
    CHECK(server.stop() == 0);
    CHECK(server.process().read_rest() == "bye\n");
}

TEST_CASE("exec waits for the on-ready command before it runs its own") {
    const auto ended = run({"exec", "--on-ready",
                            "\"$IVSCHAT_LOCAL\" health --url $IVSCHAT_ENDPOINT >/dev/null;"
                            "echo $? first",
                            "--", "echo", "second"},
                           {{"IVSCHAT_LOCAL", program_path()}});
    CHECK(ended.status == 0);
    CHECK(ended.output == "0 first\nsecond\n");
}

TEST_CASE("exec ends with the status of an on-ready command that fails") {
    const auto ended = run({"exec", "--on-ready", "exit 5", "--", "echo", "never"});
    CHECK(ended.status == 5);
    CHECK(ended.output == "");
    CHECK(ended.errors.find(R"(status="5")") != std::string::npos);
}

TEST_CASE("exec does not run its command after a signal during the on-ready command") {
    for (const std::string end : {"exit 0", "exit 4"}) {
        CAPTURE(end);
        program child{{"exec", "--on-ready",
                       "trap 'kill $!; " + end + "' TERM; " + started_and_waiting, "--", "echo",
                       "never"}};
        CHECK(child.read_line() == "started");
        child.signal(SIGTERM);
        CHECK(child.wait() == (end == "exit 0" ? 128 + SIGTERM : 4));
        CHECK(child.read_rest() == "");
    }
}
