// Requests that come together with what ends their connection, under fault rules: they are handled
// in their order, and what follows the end is not handled, on one thread and on several.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

struct stage {
    explicit stage(const std::string& threads)
        : server{{"--threads", threads}}, room{create_room(server)} {
        watcher.emplace(server.port(), create_token(server, room, "watcher"));
        // The first connection is on the core's thread, the next one on another if there is one.
        sender.emplace(server.port(),
                       create_token(server, room, "sender", {{"capabilities", every_capability}}));
    }

    void set_rule(const json& effect, const json& limits = json::object()) const {
        json match = {{"plane", "messaging"}, {"user", "sender"}};
        match.update(limits);
        set_rules(server, json::array({{{"match", match}, {"effect", effect}}}));
    }

    // Contents that the watcher sees, up to the one of a message that is sent by another user last.
    std::vector<std::string> seen_until_last() {
        auto last = join(server, room, "last", {{"capabilities", every_capability}});
        last.send(send_message("last"));
        std::vector<std::string> seen;
        do {
            seen.push_back(watcher->receive().at("Content"));
        } while (seen.back() != "last");
        return seen;
    }

    server_process server;
    std::string room;
    std::optional<chat_client> watcher;
    std::optional<chat_client> sender;
};

std::string text_frame(std::string_view content) {
    return write_frame({.payload = send_message(content).dump()});
}

} // namespace

TEST_CASE("a message that a rule delays is delivered although a close frame came with it") {
    for (const std::string threads : {"1", "2"}) {
        CAPTURE(threads);
        stage it{threads};
        it.set_rule({{"delay", "PT0.05S"}});
        it.sender->bytes().send(text_frame("goodbye") + write_frame({.kind = opcode::close}));
        CHECK(it.sender->skip_to_closing() == closing{.code = std::nullopt, .reason = ""});
        CHECK(it.seen_until_last() == std::vector<std::string>{"goodbye", "last"});
    }
}

TEST_CASE("what follows a request that a rule ends the connection for is not handled") {
    for (const std::string threads : {"1", "2", "3"}) {
        for (const json& effect :
             {json{{"close", {{"code", 4000}}}}, json{{"drop", json::object()}}}) {
            CAPTURE(threads);
            CAPTURE(effect.dump());
            stage it{threads};
            it.set_rule(effect, {{"first", 1}});
            it.sender->bytes().send(text_frame("first") + text_frame("second") +
                                    text_frame("third"));
            CHECK(it.seen_until_last() == std::vector<std::string>{"last"});
        }
    }
}

TEST_CASE("what follows a request that disconnects its own user is not handled") {
    for (const std::string threads : {"1", "2"}) {
        CAPTURE(threads);
        stage it{threads};
        it.sender->bytes().send(
            write_frame(
                {.payload = json{{"Action", "DISCONNECT_USER"}, {"UserId", "sender"}}.dump()}) +
            text_frame("second"));
        CHECK(it.sender->skip_to_closing().code == 1000);
        const auto journal = get(it.server.port(), "/_ivschat/journal?kind=inbound").json();
        CHECK(journal.at("entries").size() == 1);
    }
}
