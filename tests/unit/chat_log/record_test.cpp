// Records are compared byte for byte with fixtures/logs.
#include "chat_log/record.hpp"

#include "chat_log/gzip.hpp"
#include "samples.hpp"
#include "support/hostile_strings.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using namespace ivschat::chat_log;
namespace samples = ivschat::chat_log::test;
using samples::at;

namespace {

std::string golden(const std::string& name) {
    return samples::read(IVSCHAT_SOURCE_DIR "/fixtures/logs/" + name + ".json");
}

} // namespace

TEST_CASE("records are written as IVS Chat writes them") {
    // An AWS developer advocate published the message.
    CHECK(record_of(chat::message{.id = "WhO6MW6iRdS5",
                                  .request_id = {},
                                  .attributes = chat::attribute_map{{"username", "gleningp"}},
                                  .content = "bbiab!",
                                  .sent_at = at("2023-01-05T14:33:32.894089757Z"),
                                  .sender_user_id = "75758272-f3f2-4f65-83c5-9b8f144116b8",
                                  .sender_attributes = {}}) == golden("message"));
    CHECK(record_of(chat::message{.id = "Ab1Cd2Ef3Gh4",
                                  .request_id = "\"r\"",
                                  .attributes = {},
                                  .content = "one\ntwo \"quoted\" \x01\xf0\x9f\x98\x80",
                                  .sent_at = at("2026-11-22T07:56:33.87564497Z"),
                                  .sender_user_id = "ann",
                                  .sender_attributes = {{"", ""}}}) == golden("message_escaped"));
    CHECK(
        record_of(chat::event{.id = "Ixd2hJ9fZirT",
                              .request_id = {},
                              .name = "aws:DELETE_MESSAGE",
                              .attributes = chat::attribute_map{{"MessageID", "Zr4Kd02mQvPx"},
                                                                {"MessageId", "Zr4Kd02mQvPx"},
                                                                {"Reason", "Deleted by moderator"}},
                              .sent_at = at("2026-11-22T07:56:51.136912721Z")}) == golden("event"));
}

TEST_CASE("a record is one line, whatever its content, and carries its time") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const auto when = at("2026-11-22T07:56:33.87564497Z");
        const auto record = samples::record_saying(hostile.text, when);
        CHECK(record.find('\n') == std::string::npos);
        CHECK(nlohmann::json::parse(record)["payload"]["Content"] == hostile.text);
        CHECK(time_of(record) == at("2026-11-22T07:56:33.875Z"));
    }
    CHECK_FALSE(time_of("").has_value());
    CHECK_FALSE(time_of(R"({"event_timestamp":"soon"})").has_value());
}

TEST_CASE("compression is reversible and deterministic") {
    std::string repeated;
    for (int i = 0; i < 100'000; ++i) repeated += std::to_string(i * 7919) + '\n';
    for (const std::string& text : {std::string{}, std::string{"a"}, repeated}) {
        CAPTURE(text.size());
        CHECK(samples::gunzip(gzip(text)) == text);
        CHECK(gzip(text) == gzip(text));
    }
    CHECK(gzip(repeated).size() < repeated.size() / 2);
}
