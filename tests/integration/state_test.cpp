// What --data-dir keeps across a stop and a crash, and what export and --seed transfer.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

constexpr int ends[] = {SIGTERM, SIGKILL};

arguments keeping(const scratch_directory& files) { return {"--data-dir", files.path_of("data")}; }
std::string database(const scratch_directory& files) {
    return files.path_of("data/ivschat.sqlite3");
}

void end(server_process& server, int signal) {
    CHECK(server.stop(signal) == (signal == SIGKILL ? 128 + SIGKILL : 0));
}

json call(const server_process& server, const std::string& operation, const json& request,
          int status = 200) {
    const auto reply = post(server.port(), "/" + operation, request.dump());
    CAPTURE(operation);
    CAPTURE(reply.body);
    REQUIRE(reply.status == status);
    return reply.body.empty() ? json{} : reply.json();
}

std::string tags_path(std::string arn) {
    for (auto at = arn.find_first_of(":/"); at != std::string::npos; at = arn.find_first_of(":/")) {
        arn.replace(at, 1, arn[at] == ':' ? "%3A" : "%2F");
    }
    return "tags/" + arn;
}

// By ARN: these tests are about resources, not about their order.
json by_arn(const json& state) {
    json all{{"rooms", json::object()}, {"loggingConfigurations", json::object()}};
    for (const auto& [kind, list] : state.items()) {
        for (const auto& each : list) all.at(kind)[each.at("arn").get<std::string>()] = each;
    }
    return all;
}

json state_of(const server_process& server) {
    return by_arn(get(server.port(), "/_ivschat/state").json());
}

std::string export_of(const server_process& server) {
    const auto ended = run({"export", "--url", server.url()});
    CHECK(ended.status == 0);
    CHECK(ended.errors == "");
    return ended.output;
}

std::string read(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Creates a room and a logging configuration with every member set. Returns the room's ARN.
std::string fill(const server_process& server) {
    const std::string logs =
        call(server, "CreateLoggingConfiguration",
             {{"name", "logs"},
              {"tags", {{"team", "ops"}}},
              {"destinationConfiguration", {{"s3", {{"bucketName", "chat-logs"}}}}}})
            .at("arn");
    call(server, "UpdateLoggingConfiguration",
         {{"identifier", logs},
          {"destinationConfiguration", {{"firehose", {{"deliveryStreamName", "chat"}}}}}});
    const auto room =
        create_room(server, {{"name", "lobby"}, {"tags", {{"a key/\u00FC", "a"}, {"b", ""}}}});
    call(server, "UpdateRoom",
         {{"identifier", room},
          {"maximumMessageLength", 77},
          {"loggingConfigurationIdentifiers", {logs}},
          {"messageReviewHandler",
           {{"uri", "arn:aws:lambda:us-east-1:123456789012:function:review"},
            {"fallbackResult", "DENY"}}}});
    call(server, tags_path(room), {{"tags", {{"late", "\U0001F642"}}}});
    create_room(server);
    return room;
}

} // namespace

TEST_CASE("the whole state survives a stop and a crash") {
    for (const int signal : ends) {
        CAPTURE(signal);
        const scratch_directory files;
        server_process before{keeping(files)};
        const auto room = fill(before);
        const auto state = state_of(before);
        CHECK(state.at("rooms").size() == 2);
        const auto described = call(before, "GetRoom", {{"identifier", room}});
        end(before, signal);
        const server_process after{keeping(files)};
        CHECK(state_of(after) == state);
        CHECK(call(after, "GetRoom", {{"identifier", room}}) == described);
        CHECK(described.at("tags").size() == 3);
    }
}

TEST_CASE("every change that was answered survives a crash, however many came at once") {
    const scratch_directory files;
    server_process before{keeping(files)};
    http_client client{before.port()};
    constexpr std::size_t count = 200;
    std::string requests;
    for (std::size_t i = 0; i < count; ++i) requests += write_request("POST", "/CreateRoom", "{}");
    client.send(requests);
    for (std::size_t i = 0; i < count; ++i) CHECK(client.read_reply().status == 200);
    end(before, SIGKILL);
    const server_process after{keeping(files)};
    CHECK(state_of(after).at("rooms").size() == count);
}

TEST_CASE("what was deleted stays deleted") {
    for (const int signal : ends) {
        CAPTURE(signal);
        const scratch_directory files;
        server_process before{keeping(files)};
        const auto room = fill(before);
        const std::string logs = state_of(before).at("loggingConfigurations").begin().key();
        const auto token = create_token(before, room, "ann");
        call(before, "DeleteRoom", {{"identifier", room}}, 204);
        call(before, "DeleteLoggingConfiguration", {{"identifier", logs}}, 204);
        end(before, signal);
        const server_process after{keeping(files)};
        call(after, "GetRoom", {{"identifier", room}}, 404);
        call(after, "GetLoggingConfiguration", {{"identifier", logs}}, 404);
        CHECK(state_of(after).at("rooms").size() == 1);
        CHECK(refused_handshake(after.port(), {.token = token}).status == 403);
    }
}

TEST_CASE("a used token stays used after a restart, and an unused one still opens") {
    for (const int signal : ends) {
        CAPTURE(signal);
        const scratch_directory files;
        server_process before{keeping(files)};
        const auto room = create_room(before);
        const auto used = create_token(before, room, "ann");
        const auto unused = create_token(before, room, "bob");
        const chat_client ann{before.port(), used};
        end(before, signal);
        const server_process after{keeping(files)};
        CHECK(refused_handshake(after.port(), {.token = used}).status == 401);
        chat_client bob{after.port(), unused};
        bob.send(send_message("I am back"));
        CHECK(bob.receive().at("Sender").at("UserId") == "bob");
    }
}

TEST_CASE("only the owner can read the state's files") {
    const scratch_directory files;
    const server_process server{keeping(files)};
    for (const auto& [path, mode] :
         {std::pair{files.path_of("data"), 0700U}, std::pair{database(files), 0600U},
          std::pair{database(files) + "-wal", 0600U}}) {
        CAPTURE(path);
        struct stat about {};
        REQUIRE(::stat(path.c_str(), &about) == 0);
        CHECK((about.st_mode & 0777U) == mode);
    }
}

TEST_CASE("a data directory is used by one server at a time") {
    const scratch_directory files;
    server_process first{keeping(files)};
    check_refused(run({"--listen", "127.0.0.1:0", "--data-dir", files.path_of("data")}),
                  files.path_of("data"));
    create_room(first);
    CHECK(first.stop() == 0);
    const server_process second{keeping(files)};
    CHECK(state_of(second).at("rooms").size() == 1);
}

TEST_CASE("a damaged or newer file is refused in one line that names it, and not touched") {
    struct {
        std::string name;
        void (*harm)(std::string& bytes);
    } const rows[] = {
        {"another kind of file", [](std::string& bytes) { bytes = "dear diary\n"; }},
        {"cut off", [](std::string& bytes) { bytes.resize(bytes.size() - 1000); }},
        {"pages overwritten",
         [](std::string& bytes) { std::fill(bytes.begin() + 4096, bytes.end(), '\x55'); }},
        {"another application's", [](std::string& bytes) { bytes.replace(68, 4, "\1\2\3\4"); }},
        {"a newer schema",
         [](std::string& bytes) {
             bytes.replace(60, 4, {0, 0, 3, 0});
         }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const scratch_directory files;
        server_process server{keeping(files)};
        fill(server);
        CHECK(server.stop() == 0);
        auto bytes = read(database(files));
        REQUIRE(bytes.size() > 8192);
        row.harm(bytes);
        files.write("data/ivschat.sqlite3", bytes);
        check_refused(run({"--listen", "127.0.0.1:0", "--data-dir", files.path_of("data")}),
                      database(files));
        CHECK(read(database(files)) == bytes);
    }
}

TEST_CASE("a seed does not undo later changes") {
    const scratch_directory files;
    auto given = keeping(files);
    const json rooms{{"rooms", {{{"arn", demo_room}, {"name", "seeded"}}}}};
    given.insert(given.end(), {"--seed", files.write("seed.json", rooms.dump())});
    server_process before{given};
    call(before, "UpdateRoom", {{"identifier", demo_room}, {"name", "changed"}});
    const auto state = state_of(before);
    CHECK(before.stop() == 0);
    const server_process after{given};
    CHECK(state_of(after) == state);
    CHECK(call(after, "GetRoom", {{"identifier", demo_room}}).at("name") == "changed");
}

TEST_CASE("a state that is exported and seeded is exported unchanged") {
    const scratch_directory files;
    const server_process server;
    fill(server);
    const auto exported = export_of(server);
    CHECK(by_arn(json::parse(exported)) == state_of(server));
    const server_process copy{{"--seed", files.write("seed.json", exported)}};
    CHECK(by_arn(json::parse(export_of(copy))) == state_of(server));
}

TEST_CASE("export ends with 1 if no server answers, with 2 if its arguments are wrong") {
    server_process server;
    CHECK(server.stop() == 0);
    const auto ended = run({"export", "--url", server.url()});
    CHECK(ended.status == 1);
    CHECK(ended.output == "");
    CHECK(ended.errors.find(server.url()) != std::string::npos);
    CHECK(run({"export", "--url", "127.0.0.1:8420"}).status == 2);
}
