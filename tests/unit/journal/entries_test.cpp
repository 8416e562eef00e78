#include "journal/entries.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::journal::test;
using journal::entry;
using journal::entry_kind;

namespace {

const journal::connection_info alice{
    .session = chat::session_id{70}, .number = 3, .room_arn = lobby, .user_id = "alice"};
constexpr chat::timestamp noon{std::chrono::hours{12}};

} // namespace

TEST_CASE("a request is recorded with its parsed members") {
    const auto message = journal::request_received(
        noon, "SEND_MESSAGE", alice,
        chat::send_message{.request_id = "r", .content = "hi", .attributes = {{{"a", "b"}}}});
    CHECK((message == entry{.time = noon,
                            .kind = entry_kind::inbound,
                            .session = 3,
                            .room_arn = lobby,
                            .user_id = "alice",
                            .operation = "SEND_MESSAGE",
                            .request_id = "r",
                            .content = "hi",
                            .attributes = {{{"a", "b"}}}}));
    const auto deletion = journal::request_received(
        noon, "DELETE_MESSAGE", alice,
        chat::delete_message{.request_id = "", .message_id = "M", .reason = "rude"});
    CHECK((deletion == entry{.time = noon,
                             .kind = entry_kind::inbound,
                             .session = 3,
                             .room_arn = lobby,
                             .user_id = "alice",
                             .operation = "DELETE_MESSAGE",
                             .reason = "rude",
                             .message_id = "M"}));
    const auto disconnection = journal::request_received(
        noon, "DISCONNECT_USER", alice,
        chat::disconnect_user{.request_id = "", .user_id = "bob", .reason = {}});
    CHECK((disconnection == entry{.time = noon,
                                  .kind = entry_kind::inbound,
                                  .session = 3,
                                  .room_arn = lobby,
                                  .user_id = "alice",
                                  .target_user_id = "bob",
                                  .operation = "DISCONNECT_USER"}));
}

TEST_CASE("a frame to a room is recorded once, with the number of connections") {
    const chat::message message{.id = "M",
                                .request_id = "r",
                                .attributes = {},
                                .content = "hi",
                                .sent_at = noon,
                                .sender_user_id = "alice",
                                .sender_attributes = {{"name", "Al"}}};
    CHECK((journal::frame_sent("MESSAGE", lobby, message, 12) == entry{.time = noon,
                                                                       .kind = entry_kind::outbound,
                                                                       .connections = 12,
                                                                       .room_arn = lobby,
                                                                       .user_id = "alice",
                                                                       .operation = "MESSAGE",
                                                                       .request_id = "r",
                                                                       .message_id = "M",
                                                                       .content = "hi"}));
    const chat::event event{.id = "E",
                            .request_id = "",
                            .name = "app:poll",
                            .attributes = {{{"a", "b"}}},
                            .sent_at = noon};
    CHECK((journal::frame_sent("EVENT", lobby, event, 0) == entry{.time = noon,
                                                                  .kind = entry_kind::outbound,
                                                                  .room_arn = lobby,
                                                                  .operation = "EVENT",
                                                                  .message_id = "E",
                                                                  .event_name = "app:poll",
                                                                  .attributes = {{{"a", "b"}}}}));
}

TEST_CASE("a handshake is recorded with the token's grants, a close with code and reason") {
    const chat::grant grant{.token = {std::byte{0xab}},
                            .token_expires_at = noon,
                            .room_arn = lobby,
                            .user_id = "alice",
                            .attributes = {{"name", "Al"}},
                            .capabilities = {chat::capability::send_message},
                            .session_expires_at = noon};
    CHECK((journal::handshake_accepted(noon, grant, 3) ==
           entry{.time = noon,
                 .kind = entry_kind::handshake,
                 .code = 101,
                 .session = 3,
                 .room_arn = lobby,
                 .user_id = "alice",
                 .attributes = {{{"name", "Al"}}},
                 .capabilities = {{chat::capability::send_message}}}));
    CHECK((journal::connection_closed(noon, alice, 1000, "bye") == entry{.time = noon,
                                                                         .kind = entry_kind::close,
                                                                         .code = 1000,
                                                                         .session = 3,
                                                                         .room_arn = lobby,
                                                                         .user_id = "alice",
                                                                         .reason = "bye"}));
}
