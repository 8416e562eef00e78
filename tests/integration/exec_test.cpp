// `ivschat-local exec -- COMMAND`: the command finds a server for as long as it runs; its output
// and status become those of exec.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

// Shuts out the AWS settings of this machine: an empty variable counts as not set.
const environment no_aws{{"AWS_ACCESS_KEY_ID", ""},
                         {"AWS_SECRET_ACCESS_KEY", ""},
                         {"AWS_PROFILE", ""},
                         {"AWS_REGION", ""},
                         {"AWS_DEFAULT_REGION", ""},
                         {"AWS_WEB_IDENTITY_TOKEN_FILE", ""},
                         {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ""},
                         {"AWS_CONTAINER_CREDENTIALS_FULL_URI", ""}};

environment with(environment more) {
    more.merge(environment{no_aws});
    return more;
}

// `script` finds the path of the program in $0.
arguments shell(std::string script, arguments options = {}) {
    options.insert(options.end(), {"exec", "--", "sh", "-c", std::move(script), program_path()});
    return options;
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        all.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return all;
}

} // namespace

TEST_CASE("exec ends with the status of its command") {
    struct {
        std::string script;
        int status;
    } const rows[] = {
        {.script = "true", .status = 0},
        {.script = "exit 1", .status = 1},
        {.script = "exit 7", .status = 7},
        {.script = "exit 255", .status = 255},
        {.script = "kill -TERM $$", .status = 143},
        {.script = "kill -KILL $$", .status = 137},
    };
    for (const auto& row : rows) {
        CAPTURE(row.script);
        const auto ended = run(shell(row.script));
        CAPTURE(ended.errors);
        CHECK(ended.status == row.status);
        CHECK(ended.output == "");
    }
}

TEST_CASE("a command that cannot be run has another status than one that failed") {
    const scratch_directory files;
    const auto no_program = files.write("text", "no program\n");
    struct {
        std::string command;
        int status;
    } const rows[] = {
        {.command = "no-such-command-anywhere", .status = 127},
        {.command = "/nowhere/command", .status = 127},
        {.command = "", .status = 127},
        {.command = no_program, .status = 126},
        {.command = "/tmp", .status = 126},
    };
    for (const auto& row : rows) {
        CAPTURE(row.command);
        const auto ended = run({"--log-level", "warning", "exec", "--", row.command});
        CHECK(ended.status == row.status);
        CHECK(ended.output == "");
        CHECK(ended.errors.starts_with("ivschat-local: cannot run " + row.command + ": "));
        CHECK(std::count(ended.errors.begin(), ended.errors.end(), '\n') == 1);
    }
}

TEST_CASE("exec without a command or with wrong options is refused in one line") {
    check_refused(run({"exec"}), "-- COMMAND");
    check_refused(run({"exec", "--"}), "-- COMMAND");
    check_refused(run({"exec", "true"}), "true");
    check_refused(run({"exec", "--colour", "--", "true"}), "--colour");
    check_refused(run({"exec", "--auth", "strict", "--", "true"}), "--credentials");
    check_refused(run({"--data-dir", "exec", "--", "true"}), "exec");
}

TEST_CASE("a server that cannot start has another status than a command that failed") {
    const server_process first;
    const auto address = "127.0.0.1:" + std::to_string(first.port());
    const auto ended = run({"exec", "--listen", address, "--", "echo", "never"});
    CHECK(ended.status == 1);
    CHECK(ended.output == "");
    CHECK(ended.errors.find(address) != std::string::npos);
}

TEST_CASE("the command finds the server, credentials and a region in its environment") {
    const auto ended = run(shell("echo $IVSCHAT_ENDPOINT; echo $AWS_ENDPOINT_URL_IVSCHAT;"
                                 "echo $IVSCHAT_WS; echo $AWS_ACCESS_KEY_ID;"
                                 "echo $AWS_SECRET_ACCESS_KEY; echo $AWS_REGION;"
                                 "echo $AWS_DEFAULT_REGION"),
                           no_aws);
    const auto found = lines(ended.output);
    REQUIRE(found.size() == 7);
    const std::string http = "http://127.0.0.1:";
    REQUIRE(found[0].starts_with(http));
    const auto port = found[0].substr(http.size());
    CHECK(port != "8420");
    CHECK(found[1] == found[0]);
    CHECK(found[2] == "ws://127.0.0.1:" + port);
    CHECK(found[3] == "test");
    CHECK(found[4] == "test");
    CHECK(found[5] == "us-east-1");
    CHECK(found[6] == "us-east-1");
}

TEST_CASE("credentials and regions in the environment are kept") {
    const auto* const script = "echo $AWS_ACCESS_KEY_ID-$AWS_SECRET_ACCESS_KEY-"
                               "$AWS_REGION-$AWS_DEFAULT_REGION";
    struct {
        std::string name;
        arguments options;
        environment extra;
        std::string_view output;
    } const rows[] = {
        {.name = "a key",
         .options = {},
         .extra = {{"AWS_ACCESS_KEY_ID", "mine"}, {"AWS_SECRET_ACCESS_KEY", "own"}},
         .output = "mine-own-us-east-1-us-east-1\n"},
        {.name = "one region",
         .options = {},
         .extra = {{"AWS_DEFAULT_REGION", "eu-west-1"}},
         .output = "test-test--eu-west-1\n"},
        {.name = "a profile has both",
         .options = {},
         .extra = {{"AWS_PROFILE", "mine"}},
         .output = "---\n"},
        {.name = "what the server knows",
         .options = {"--region", "eu-west-1", "--auth", "strict", "--credentials", "key:a:b"},
         .extra = {},
         .output = "key-a:b-eu-west-1-eu-west-1\n"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(run(shell(script, row.options), with(row.extra)).output == row.output);
    }
}

TEST_CASE("the command gets its arguments unchanged") {
    const auto ended = run({"exec", "--", "printf", "<%s>", "[a,b]", "--", "--help", "", "exec",
                            "--listen", "a b", "$HOME", "\xc3\xa4"});
    CHECK(ended.status == 0);
    CHECK(ended.output == "<[a,b]><--><--help><><exec><--listen><a b><$HOME><\xc3\xa4>");
}

TEST_CASE("options of the server may stand before and after exec, in the environment and a file") {
    const scratch_directory files;
    const auto seed = files.write("seed.json", json{{"rooms", {{{"arn", demo_room}}}}}.dump());
    const auto file = files.write("ivschat.toml", "seed = [\"" + seed + "\"]\n");
    const arguments command{"--", "sh", "-c", "\"$0\" export --url \"$IVSCHAT_ENDPOINT\"",
                            program_path()};
    struct {
        std::string name;
        arguments words;
        environment extra;
    } const rows[] = {
        {.name = "before", .words = {"--seed", seed, "exec"}, .extra = {}},
        {.name = "after", .words = {"exec", "--seed", seed}, .extra = {}},
        {.name = "environment", .words = {"exec"}, .extra = {{"IVSCHAT_SEED", seed}}},
        {.name = "file", .words = {"exec", "--config", file}, .extra = {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto words = row.words;
        words.insert(words.end(), command.begin(), command.end());
        const auto ended = run(words, row.extra);
        CAPTURE(ended.errors);
        REQUIRE(ended.status == 0);
        CHECK(json::parse(ended.output).at("rooms").at(0).at("arn") == demo_room);
    }
}

TEST_CASE("the command is told an address that it can reach") {
    for (const std::string listen : {"0.0.0.0:0", "[::]:0", "[::1]:0"}) {
        CAPTURE(listen);
        const auto ended =
            run(shell("\"$0\" health --url $IVSCHAT_ENDPOINT", {"--listen", listen}));
        CAPTURE(ended.errors);
        CHECK(ended.status == 0);
    }
}

TEST_CASE("SIGTERM and SIGINT are passed to the command, which decides when to end") {
    struct {
        std::string name;
        int number;
    } const rows[] = {{.name = "TERM", .number = SIGTERM}, {.name = "INT", .number = SIGINT}};
    for (const auto& row : rows) {
        CAPTURE(row.name);
        program child{shell("trap 'kill $!; echo caught; \"$0\" health --url $IVSCHAT_ENDPOINT;"
                            "exit 9' " +
                            row.name + "; " + started_and_waiting)};
        CHECK(child.read_line() == "started");
        child.signal(row.number);
        CHECK(child.read_line() == "caught");
        CHECK(child.read_line().find("ok") != std::string::npos); // the server still runs
        CHECK(child.wait() == 9);
        CHECK(child.read_rest() == "");
    }
}

TEST_CASE("exec's status is 128 plus the number of the signal that ended the command") {
    program child{{"exec", "--", "sh", "-c", "echo started; exec sleep 1000"}};
    CHECK(child.read_line() == "started");
    child.signal(SIGTERM);
    CHECK(child.wait() == 128 + SIGTERM);
}

TEST_CASE("the command ends when the server is killed") {
    program child{{"exec", "--", "sh", "-c", "echo started; exec sleep 1000"}};
    CHECK(child.read_line() == "started");
    child.signal(SIGKILL);
    CHECK(child.wait() == 128 + SIGKILL);
    CHECK(child.read_rest() == ""); // end of output: no process holds it open any more
}

TEST_CASE("exec does not wait for processes that the command leaves behind, and they do not hold "
          "the port") {
    const auto ended = run(shell("sleep 1000 >/dev/null 2>&1 & echo $!; echo $IVSCHAT_ENDPOINT"));
    CHECK(ended.status == 0);
    const auto printed = lines(ended.output);
    REQUIRE(printed.size() == 2);
    const auto port = std::stoi(printed[1].substr(printed[1].rfind(':') + 1));
    const server_process heir{{"--listen", "127.0.0.1:" + std::to_string(port)}};
    CHECK(::kill(std::stoi(printed[0]), SIGKILL) == 0);
}

TEST_CASE("the command inherits descriptors, limits and signals as exec inherited them") {
    const scratch_directory files;
    const auto file = files.write("text", "of the ninth\n");
    struct {
        std::string name;
        std::string script;
        std::string_view output;
    } const rows[] = {
        {.name = "an open file",
         .script = "exec 9<" + file + "; \"$0\" exec -- cat /dev/fd/9",
         .output = "of the ninth\n"},
        {.name = "standard input",
         .script = "echo of the pipe | \"$0\" exec -- cat",
         .output = "of the pipe\n"},
        {.name = "the limit of open files",
         .script = "ulimit -S -n 100; \"$0\" exec -- sh -c 'ulimit -S -n'",
         .output = "100\n"},
        {.name = "a signal that is not ignored",
         .script = "\"$0\" exec -- sh -c 'kill -PIPE $$'; echo $?",
         .output = "141\n"},
        {.name = "a signal that is ignored, as in a job in the background",
         .script = "trap '' INT; \"$0\" exec -- sh -c 'kill -INT $$; echo alive'",
         .output = "alive\n"},
        {.name = "signals that are not blocked",
         .script = "\"$0\" exec -- grep SigBlk /proc/self/status | tr -d '\\t'",
         .output = "SigBlk:0000000000000000\n"},
        {.name = "none of the server's descriptors",
         .script = "[ \"$(sh -c 'ls /proc/$$/fd')\" ="
                   " \"$(\"$0\" exec -- sh -c 'ls /proc/$$/fd')\" ] && echo the same",
         .output = "the same\n"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto ended = run(shell(row.script));
        CAPTURE(ended.errors);
        CHECK(ended.output == row.output);
    }
}

TEST_CASE("exec has its own help") {
    const auto help = run({"exec", "--help"});
    CHECK(help.status == 0);
    for (const std::string word : {"-- COMMAND", "IVSCHAT_ENDPOINT", "127"}) {
        CAPTURE(word);
        CHECK(help.output.find(word) != std::string::npos);
    }
}
