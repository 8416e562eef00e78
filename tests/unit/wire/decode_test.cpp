// What clients write. Keys in any case, as AWS's own demos send them; the rest follows Go's
// encoding/json, which the service most likely uses.
#include "wire/actions.hpp"

#include "support/hostile_strings.hpp"
#include "text/json_writer.hpp"
#include "text/unicode.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::wire;
using namespace std::string_view_literals;

namespace {

template <class Command>
Command asked(std::string_view text) {
    CAPTURE(text);
    const auto decoded = decode(text);
    if (const auto* bad = std::get_if<bad_request>(&decoded)) FAIL(bad->why);
    const auto* command = std::get_if<Command>(&std::get<action>(decoded));
    REQUIRE(command != nullptr);
    return *command;
}

bad_request refused(std::string_view text) {
    CAPTURE(text);
    const auto decoded = decode(text);
    const auto* bad = std::get_if<bad_request>(&decoded);
    REQUIRE(bad != nullptr);
    CHECK_FALSE(bad->why.empty());
    return *bad;
}

} // namespace

TEST_CASE("the documented requests are understood") {
    const auto message = asked<chat::send_message>(
        R"({"Action":"SEND_MESSAGE","RequestId":"r1","Content":"text message",)"
        R"("Attributes":{"CustomMetadata":"test metadata"}})");
    CHECK(message.request_id == "r1");
    CHECK(message.content == "text message");
    CHECK((message.attributes == chat::attribute_map{{"CustomMetadata", "test metadata"}}));

    const auto deletion = asked<chat::delete_message>(
        R"({"Action":"DELETE_MESSAGE","Reason":"rude","RequestId":"r2","Id":"AbCdEfGhIjKl"})");
    CHECK(deletion.request_id == "r2");
    CHECK(deletion.message_id == "AbCdEfGhIjKl");
    CHECK((deletion.reason == "rude"));

    const auto kick = asked<chat::disconnect_user>(
        R"({"Action":"DISCONNECT_USER","Reason":"rude","RequestId":"r3","UserId":"ann"})");
    CHECK(kick.request_id == "r3");
    CHECK(kick.user_id == "ann");
    CHECK((kick.reason == "rude"));
}

TEST_CASE("keys are taken in any case, values are not") {
    CHECK(asked<chat::send_message>(R"({"action":"SEND_MESSAGE","content":"a"})").content == "a");
    CHECK(asked<chat::send_message>(R"({"ACTION":"SEND_MESSAGE","cOnTeNt":"a"})").content == "a");
    CHECK(asked<chat::delete_message>(R"({"action":"DELETE_MESSAGE","ID":"a","reason":"b"})")
              .message_id == "a");
    CHECK(asked<chat::disconnect_user>(R"({"action":"DISCONNECT_USER","userId":"a"})").user_id ==
          "a");
    CHECK(asked<chat::send_message>(R"({"action":"SEND_MESSAGE","content":"a","requestID":"r"})")
              .request_id == "r");
    refused(R"({"Action":"send_message","Content":"a"})");
    refused(R"({"Action ":"SEND_MESSAGE","Content":"a"})");
}

TEST_CASE("the keys of attributes keep their case") {
    const auto message = asked<chat::send_message>(
        R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":{"k":"1","K":"2"}})");
    CHECK((message.attributes == chat::attribute_map{{"K", "2"}, {"k", "1"}}));
}

TEST_CASE("nulls are the same as absent members") {
    const auto message = asked<chat::send_message>(
        R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":null,"RequestId":null})");
    CHECK(message.request_id.empty());
    CHECK_FALSE(message.attributes.has_value());
    CHECK_FALSE(asked<chat::delete_message>(R"({"Action":"DELETE_MESSAGE","Id":"a","Reason":null})")
                    .reason.has_value());
    CHECK_FALSE(asked<chat::disconnect_user>(R"({"Action":"DISCONNECT_USER","UserId":"a"})")
                    .reason.has_value());
    refused(R"({"Action":"SEND_MESSAGE","Content":null})");
    refused(R"({"Action":null,"Content":"a"})");
}

TEST_CASE("empty texts and maps are not absent") {
    const auto message = asked<chat::send_message>(
        R"({"Action":"SEND_MESSAGE","Content":"","Attributes":{},"RequestId":""})");
    CHECK(message.content.empty()); // chat/ refuses it
    CHECK(message.attributes.has_value());
    CHECK(
        (asked<chat::delete_message>(R"({"Action":"DELETE_MESSAGE","Id":"","Reason":""})").reason ==
         ""));
}

TEST_CASE("of duplicate keys the last one wins, in whatever case") {
    for (const std::string_view text :
         {R"({"Action":"SEND_MESSAGE","Content":"first","Content":"last"})",
          R"({"Action":"SEND_MESSAGE","Content":"first","content":"last"})",
          R"({"Action":"SEND_MESSAGE","content":"first","Content":"last"})",
          R"({"Action":"SEND_MESSAGE","CONTENT":"first","content":"second","Content":"last"})",
          R"({"Action":"SEND_MESSAGE","Content":1,"Content":"last"})",
          R"({"action":"DELETE_MESSAGE","Action":"SEND_MESSAGE","Content":"last"})"}) {
        const auto decoded = decode(text);
        CAPTURE(text);
        const auto* good = std::get_if<action>(&decoded);
        CHECK(good != nullptr);
        if (good == nullptr) continue;
        const auto* message = std::get_if<chat::send_message>(good);
        CHECK(message != nullptr);
        if (message != nullptr) CHECK(message->content == "last");
    }
}

TEST_CASE("unknown keys are ignored, whatever they hold") {
    CHECK(asked<chat::send_message>(R"({"Action":"SEND_MESSAGE","Content":"a","id":1,)"
                                    R"("SenderName":{"a":[null]},"UserId":[],"":0})")
              .content == "a");
}

TEST_CASE("a request that is wrong is refused with its request id") {
    struct row {
        std::string_view name;
        std::string_view text;
    };
    const row rows[] = {
        {.name = "no action", .text = R"({"RequestId":"r"})"},
        {.name = "unknown action", .text = R"({"RequestId":"r","Action":"SEND_EVENT"})"},
        {.name = "empty action", .text = R"({"RequestId":"r","Action":""})"},
        {.name = "action of another type", .text = R"({"RequestId":"r","Action":1})"},
        {.name = "no content", .text = R"({"RequestId":"r","Action":"SEND_MESSAGE"})"},
        {.name = "content of another type",
         .text = R"({"Action":"SEND_MESSAGE","Content":1,"RequestId":"r"})"},
        {.name = "content as a list",
         .text = R"({"Action":"SEND_MESSAGE","Content":["a"],"RequestId":"r"})"},
        {.name = "attributes as a list",
         .text = R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":[],"RequestId":"r"})"},
        {.name = "attributes as text",
         .text = R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":"b","RequestId":"r"})"},
        {.name = "a number as an attribute",
         .text = R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":{"b":1},"RequestId":"r"})"},
        {.name = "an object as an attribute",
         .text =
             R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":{"b":{}},"requestid":"r"})"},
        {.name = "no message id", .text = R"({"Action":"DELETE_MESSAGE","RequestId":"r"})"},
        {.name = "message id of another type",
         .text = R"({"Action":"DELETE_MESSAGE","Id":1,"RequestId":"r"})"},
        {.name = "reason of another type",
         .text = R"({"Action":"DELETE_MESSAGE","Id":"a","Reason":true,"RequestId":"r"})"},
        {.name = "no user id", .text = R"({"Action":"DISCONNECT_USER","RequestId":"r"})"},
        {.name = "user id of another type",
         .text = R"({"Action":"DISCONNECT_USER","UserId":{},"RequestId":"r"})"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(refused(row.text).request_id == "r");
    }
}

TEST_CASE("a request whose id cannot be read is refused without one") {
    for (const std::string_view text :
         {"", " ", "hello", "null", "1", "\"SEND_MESSAGE\"", "[]", R"([{"RequestId":"r"}])",
          R"({"RequestId":"r")", R"({"RequestId":"r","Action":"SEND_MESSAGE","Content":"a"}})",
          R"({"RequestId":"r","Action":"SEND_MESSAGE","Content":"a",})",
          R"({"RequestId":"r","Action":"SEND_MESSAGE","Content":"\ud800})",
          R"({"RequestId":1,"Action":"SEND_MESSAGE","Content":"a"})",
          R"({"RequestId":{},"Action":"SEND_MESSAGE","Content":"a"})"}) {
        CHECK(refused(text).request_id.empty());
    }
    refused("{\"Action\":\"SEND_MESSAGE\",\"Content\":\"\xff\"}");
    refused("{\"Action\":\"SEND_MESSAGE\",\"Content\":\"a\"}\0"sv);
    refused("{\"Action\":\"SEND_MESSAGE\",\"Content\":\"a\"}\0{}"sv);
}

TEST_CASE("a surrogate without a partner becomes a replacement character, as in Go") {
    const auto message = asked<chat::send_message>(
        R"({"RequestId":"r\ude00","Action":"SEND_MESSAGE","Content":"hi \ud83d \ud83d\ude00",)"
        R"("Attributes":{"\ud83d":"\ud83d"}})");
    CHECK(message.request_id == "r\xef\xbf\xbd");
    CHECK(message.content == "hi \xef\xbf\xbd \xf0\x9f\x98\x80");
    CHECK((message.attributes == chat::attribute_map{{"\xef\xbf\xbd", "\xef\xbf\xbd"}}));
    CHECK(refused(R"({"RequestId":"r","Action":"SEND_MESSAGE","x":"\ud83d"})").request_id == "r");
}

TEST_CASE("a refusal names the member that is wrong") {
    CHECK(refused("{}").why.find("Action") != std::string::npos);
    CHECK(refused(R"({"Action":"SEND_MESSAGE"})").why.find("Content") != std::string::npos);
    CHECK(refused(R"({"Action":"DELETE_MESSAGE"})").why.find("Id") != std::string::npos);
    CHECK(refused(R"({"Action":"DISCONNECT_USER"})").why.find("UserId") != std::string::npos);
    CHECK(refused(R"({"Action":"SEND_MESSAGE","Content":"a","Attributes":1})")
              .why.find("Attributes") != std::string::npos);
}

TEST_CASE("a frame of the largest size and depth is refused like any other") {
    std::string deep = R"({"Action":"SEND_MESSAGE","Content":"a","x":)";
    deep.append(130'000, '[');
    refused(deep);
    deep.append(130'000, ']').append("}");
    refused(deep);
}

TEST_CASE("hostile strings come through in every member") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        std::string quoted;
        text::append_json_string(quoted, hostile.text);
        const auto message = asked<chat::send_message>(
            R"({"Action":"SEND_MESSAGE","Content":)" + quoted + R"(,"RequestId":)" + quoted +
            R"(,"Attributes":{)" + quoted + ":" + quoted + "}," + quoted + ":1}");
        CHECK(message.content == hostile.text);
        CHECK(message.request_id == hostile.text);
        CHECK((message.attributes ==
               chat::attribute_map{{std::string{hostile.text}, std::string{hostile.text}}}));
        const auto bad = refused(R"({"Action":)" + quoted + R"(,"RequestId":)" + quoted + "}");
        CHECK(bad.request_id == hostile.text);
        CHECK(text::is_utf8(bad.why));
    }
}
