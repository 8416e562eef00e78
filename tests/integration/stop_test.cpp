// The program stops with status 0 within two seconds, whatever is connected.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <list>
#include <string>
#include <thread>
#include <utility>

using namespace ivschat::integration;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

void check_stops_in_time(server_process& server, int signal = SIGTERM) {
    const auto started = steady_clock::now();
    const int status = server.stop(signal);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started);
    CAPTURE(took.count());
    CHECK(status == 0);
    CHECK(took < std::chrono::seconds{2});
    CHECK(server.process().errors().find("Sanitizer") == std::string::npos);
}

// The server has one thread: after a reply on another connection, it has read what was sent on this
// one before.
void let_server_read(const server_process& server) {
    REQUIRE(get(server.port(), "/_ivschat/health/live").status == 200);
}

// A client that sends the same bytes without pause, and reads what comes back, until the server
// ends the connection.
class flood {
public:
    flood(connection& to, const std::string& bytes)
        : sender_{[&to, bytes] { run_until_reset([&] { to.send(bytes); }); }}, reader_{[this, &to] {
              run_until_reset([&] {
                  if (to.receive().empty()) throw connection_reset{"end of stream"};
                  is_answered_ = true;
                  is_answered_.notify_all();
              });
              is_answered_ = true; // or a test that fails would hang
              is_answered_.notify_all();
          }} {}
    ~flood() {
        sender_.join();
        reader_.join();
    }
    flood(const flood&) = delete;
    flood& operator=(const flood&) = delete;

    void wait_for_first_reply() const { is_answered_.wait(false); }

private:
    template <class Step>
    static void run_until_reset(Step step) {
        try {
            for (;;) step();
        } catch (const std::exception&) {
            // The server is gone.
        }
    }

    std::atomic<bool> is_answered_ = false;
    std::thread sender_;
    std::thread reader_;
};

std::string repeat(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

// A `Client` has its connection in bytes().
template <class Client>
void check_stops_under(server_process& server, std::list<Client>& clients,
                       const std::string& bytes) {
    std::list<flood> floods;
    for (auto& each : clients) floods.emplace_back(each.bytes(), bytes);
    for (const auto& each : floods) each.wait_for_first_reply();
    check_stops_in_time(server);
}

const std::string thread_counts[] = {"1", "2"};

} // namespace

TEST_CASE("a server without connections stops on SIGTERM and on SIGINT") {
    for (const int signal : {SIGTERM, SIGINT}) {
        CAPTURE(signal);
        server_process server;
        let_server_read(server);
        check_stops_in_time(server, signal);
    }
}

TEST_CASE("a server can be stopped the moment it is ready") {
    for (int turn = 0; turn < 10; ++turn) {
        CAPTURE(turn);
        server_process server;
        check_stops_in_time(server);
    }
}

TEST_CASE("idle connections are closed when the server stops") {
    server_process server;
    std::list<http_client> clients;
    for (int i = 0; i < 20; ++i) {
        clients.emplace_back(server.port());
        // Half of them have made a request before.
        if (i % 2 == 0) CHECK(clients.back().get("/_ivschat/health/live").status == 200);
    }
    let_server_read(server);
    check_stops_in_time(server, SIGINT);
    for (auto& client : clients) CHECK(client.is_at_end());
}

TEST_CASE("chat connections are closed with 1001 when the server stops") {
    for (const int signal : {SIGTERM, SIGINT}) {
        CAPTURE(signal);
        server_process server;
        const auto room = create_room(server);
        std::list<chat_client> clients;
        for (int i = 0; i < 5; ++i) clients.emplace_back(join(server, room, "ann"));
        server.process().signal(signal);
        for (auto& client : clients) {
            CHECK(client.receive_closing() == closing{.code = 1001, .reason = ""});
            client.send_frame({.kind = opcode::close, .payload = write_closing(1001)});
            CHECK(client.is_at_end());
        }
        clients.clear(); // as clients do at the end of the stream
        check_stops_in_time(server, signal);
    }
}

TEST_CASE("chat connections that do not answer the close frame do not delay the stop") {
    server_process server;
    const auto room = create_room(server);
    std::list<chat_client> clients;
    for (int i = 0; i < 5; ++i) clients.emplace_back(join(server, room, "ann"));
    check_stops_in_time(server);
    for (auto& client : clients) {
        CHECK(client.receive_closing() == closing{.code = 1001, .reason = ""});
        CHECK(client.is_at_end());
    }
}

TEST_CASE("half a request does not delay the stop") {
    server_process server;
    http_client head{server.port()};
    head.send("POST /CreateRoom HTTP/1.1\r\nHos");
    http_client body{server.port()};
    body.send("POST /CreateRoom HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{");
    http_client chunk{server.port()};
    chunk.send("POST /CreateRoom HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{");
    let_server_read(server);
    check_stops_in_time(server);
}

TEST_CASE("a request that is under way when the server stops is answered") {
    server_process server;
    const auto room = create_room(server);
    http_client slow{server.port()};
    slow.send("POST /CreateRoom HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{");
    // The end of this connection shows that the server has begun to stop.
    auto witness = join(server, room, "ann");
    let_server_read(server);
    server.process().signal(SIGTERM);
    CHECK(witness.receive_closing().code == 1001);
    CHECK(is_refused(server.port()));
    slow.send("}");
    const auto reply = slow.read_reply();
    CHECK(reply.status == 200);
    CHECK(reply.header("Connection") == "close");
    CHECK(slow.is_at_end());
    check_stops_in_time(server);
}

TEST_CASE("a backlog that nobody reads does not delay the stop") {
    server_process server;
    const auto room = create_room(server);
    chat_client stalled{server.port(),
                        {.token = create_token(server, room, "ann"),
                         .options = {.receive_buffer = 4096, .segment_size = 536}}};
    for (int sender = 0; sender < 5; ++sender) {
        auto bob = join(server, room, "bob");
        for (int i = 0; i < 10; ++i) {
            bob.send(send_message("x", {{"RequestId", std::string(60'000, 'r')}}));
            CHECK(bob.receive().at("Type") == "MESSAGE");
        }
    }
    check_stops_in_time(server);
}

TEST_CASE("a second signal does not disturb the stop") {
    server_process server;
    const auto room = create_room(server);
    auto silent = join(server, room, "ann");
    server.process().signal(SIGTERM);
    CHECK(silent.receive_closing().code == 1001);
    check_stops_in_time(server, SIGTERM);
}

// A pipe that nobody reads blocks the thread that writes log files, as a dead network drive would.
TEST_CASE("a signal during a slow stop ends the server at once") {
    const scratch_directory files;
    const auto stream = files.path_of("data/logs/firehose/stuck.ndjson");
    fs::create_directories(fs::path{stream}.parent_path());
    REQUIRE(::mkfifo(stream.c_str(), 0600) == 0);
    server_process server{{"--data-dir", files.path_of("data"), "--log-delay", "1ms"}};
    const json destination{
        {"destinationConfiguration", {{"firehose", {{"deliveryStreamName", "stuck"}}}}}};
    const std::string logging =
        post(server.port(), "/CreateLoggingConfiguration", destination.dump()).json().at("arn");
    const auto room = create_room(server, {{"loggingConfigurationIdentifiers", {logging}}});
    auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
    ann.send(send_message("hello"));
    ann.receive_text();
    server.process().signal(SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (server.process().errors().find("Another signal ends it at once.") == std::string::npos) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::yield();
    }
    server.process().signal(SIGINT);
    CHECK(server.process().wait() == 128 + SIGINT);
}

TEST_CASE("chat clients that send without pause do not delay the stop") {
    for (const auto& threads : thread_counts) {
        CAPTURE(threads);
        server_process server{{"--threads", threads}};
        const auto room = create_room(server);
        std::list<chat_client> clients;
        for (int i = 0; i < 4; ++i) clients.emplace_back(join(server, room, "ann"));
        check_stops_under(server, clients,
                          repeat(write_frame({.payload = send_message("x").dump()}), 50));
    }
}

TEST_CASE("HTTP clients that send without pause do not delay the stop") {
    for (const auto& threads : thread_counts) {
        CAPTURE(threads);
        server_process server{{"--threads", threads}};
        std::list<http_client> clients;
        for (int i = 0; i < 4; ++i) clients.emplace_back(server.port());
        check_stops_under(server, clients, repeat(write_request("POST", "/ListRooms", "{}"), 50));
    }
}

TEST_CASE("a call that waits for the journal is told with 503 that the server stops") {
    for (const auto& threads : thread_counts) {
        CAPTURE(threads);
        server_process server{{"--threads", threads}};
        http_client waiting{server.port()};
        waiting.send(write_request("POST", "/_ivschat/journal/wait",
                                   R"({"content": "unheard", "within": "PT60S"})",
                                   {{"Content-Type", "application/json"}}));
        let_server_read(server);
        server.process().signal(SIGTERM);
        const auto reply = waiting.read_reply();
        CHECK(reply.status == 503);
        CHECK(reply.body.find("stopping") != std::string::npos);
        CHECK(reply.header("Connection") == "close");
        CHECK(waiting.is_at_end());
        check_stops_in_time(server);
    }
}

TEST_CASE("a call that a fault rule delays is answered before the server stops") {
    server_process server;
    http_client control{server.port()};
    const auto* const rules =
        R"({"rules": [{"match": {"plane": "control"}, "effect": {"delay": "PT60S"}}]})";
    control.send(
        write_request("PUT", "/_ivschat/faults", rules, {{"Content-Type", "application/json"}}));
    REQUIRE(control.read_reply().status == 200);
    http_client delayed{server.port()};
    delayed.send(write_request("POST", "/ListRooms", "{}"));
    // The server has begun this one when it stops, and the rule would delay it, too.
    http_client late{server.port()};
    late.send("POST /ListRooms HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{");
    let_server_read(server);
    server.process().signal(SIGTERM);
    CHECK(delayed.read_reply().status == 200);
    late.send("}");
    CHECK(late.read_reply().status == 200);
    check_stops_in_time(server);
}
