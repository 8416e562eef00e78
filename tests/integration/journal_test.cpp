// The journal's size. (What it records is tested in tests/sdk.)
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;

namespace {

nlohmann::json journal_of(const server_process& server) {
    return get(server.port(), "/_ivschat/journal").json();
}

} // namespace

TEST_CASE("a journal keeps the latest entries, up to its size") {
    const server_process server{{"--journal", "3"}};
    for (int i = 0; i < 5; ++i) create_room(server);
    const auto journal = journal_of(server);
    REQUIRE(journal.at("entries").size() == 3);
    CHECK(journal.at("entries").front().at("number") == 3);
    CHECK(journal.at("lost") == 2);
}

TEST_CASE("a journal that is off is empty, and refuses to be waited for") {
    const server_process server{{"--journal", "0"}};
    auto ann = join(server, create_room(server), "ann");
    ann.send(send_message("unheard"));
    CHECK(ann.receive().at("Content") == "unheard");
    CHECK(journal_of(server).at("entries").empty());
    const auto refused = post(server.port(), "/_ivschat/journal/wait", R"({"content": "unheard"})",
                              {{"Content-Type", "application/json"}});
    CHECK(refused.status == 400);
    CHECK(refused.body.find("--journal") != std::string::npos);
}

TEST_CASE("a call that a rule only delays is recorded without an error") {
    const server_process server;
    http_client control{server.port()};
    const auto* const rules =
        R"({"rules": [{"match": {"plane": "control"}, "effect": {"delay": "PT0.001S"}}]})";
    control.send(
        write_request("PUT", "/_ivschat/faults", rules, {{"Content-Type", "application/json"}}));
    REQUIRE(control.read_reply().status == 200);
    create_room(server);
    const auto journal = get(server.port(), "/_ivschat/journal").json();
    const auto& last = journal.at("entries").back();
    CHECK(last.at("operation") == "CreateRoom");
    CHECK(last.at("code") == 200);
    CHECK_FALSE(last.contains("error"));
    CHECK_FALSE(last.contains("reason"));
}

TEST_CASE("a call that fails is recorded with AWS's name of its error") {
    const server_process server;
    post(server.port(), "/NoSuchOperation", "{}");
    get(server.port(), "/CreateRoom");
    post(server.port(), "/GetRoom", "{}");
    const auto journal = journal_of(server);
    const auto& entries = journal.at("entries");
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].at("error") == "UnknownOperationException");
    CHECK(entries[1].at("error") == "MethodNotAllowedException");
    CHECK(entries[2].at("error") == "ValidationException");
}
