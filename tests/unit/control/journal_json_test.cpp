#include "control/journal_json.hpp"

#include "control/journal_names.hpp"
#include "support/hostile_strings.hpp"
#include "unit/journal/samples.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using control::encode;
using journal::entry;
using journal::entry_kind;
using journal::field;
using journal::test::full;
using journal::test::lobby;
using nlohmann::json;

namespace {

std::string written(const entry& entry) {
    std::string out;
    text::json_writer writer{out};
    control::write(writer, entry);
    return out;
}

std::string written(const journal::journal& recorder, journal::query query = {}) {
    auto cursor = recorder.find(std::move(query));
    control::page_writer page;
    CHECK(cursor.advance([&](const entry& found) { page.add(found); }, journal::unlimited()));
    return page.finish(cursor);
}

entry with(field where, std::string text) {
    entry result{.room_arn = where == field::room ? text : "",
                 .user_id = where == field::user ? text : "",
                 .target_user_id = where == field::target_user ? text : "",
                 .operation = where == field::operation ? text : "",
                 .error_name = where == field::error_name ? text : "",
                 .reason = where == field::reason ? text : "",
                 .request_id = where == field::request_id ? text : "",
                 .message_id = where == field::message_id ? text : "",
                 .event_name = where == field::event_name ? text : ""};
    if (where == field::content) result.content = std::move(text);
    return result;
}

} // namespace

TEST_CASE("members are written in a fixed order, and absent ones are omitted") {
    struct row {
        std::string_view name;
        entry what;
        std::string json;
    };
    const row rows[] = {
        {.name = "nothing",
         .what = {},
         .json = R"({"number":0,"time":"1970-01-01T00:00:00Z","kind":"api_call"})"},
        {.name = "everything",
         .what = full,
         .json = R"({"number":7,"time":"2026-11-22T07:56:05.12345Z","kind":"outbound","room":")" +
                 lobby +
                 R"(","session":3,"user":"alice","targetUser":"bob","operation":"DisconnectUser",)"
                 R"("code":429,"error":"ThrottlingException","reason":"too fast",)"
                 R"("requestId":"r-1","messageId":"M2YcHkgffEvU","eventName":"app:poll",)"
                 R"("content":"hello","attributes":{"color":"red","empty":""},)"
                 R"("capabilities":["SEND_MESSAGE","DELETE_MESSAGE"],"connections":12})"},
        {.name = "a message to nobody, with nothing in it",
         .what = {.number = 1,
                  .kind = entry_kind::outbound,
                  .content = "",
                  .attributes = chat::attribute_map{}},
         .json = R"({"number":1,"time":"1970-01-01T00:00:00Z","kind":"outbound","content":"",)"
                 R"("attributes":{},"connections":0})"},
        {.name = "a token that allows nothing",
         .what = {.number = 1,
                  .kind = entry_kind::handshake,
                  .user_id = "alice",
                  .capabilities = chat::capability_set{}},
         .json = R"({"number":1,"time":"1970-01-01T00:00:00Z","kind":"handshake",)"
                 R"("user":"alice","capabilities":[]})"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(written(row.what) == row.json);
    }
}

TEST_CASE("any text is written as valid JSON and read back unchanged") {
    for (const auto& hostile : test::hostile_strings) {
        CAPTURE(hostile.name);
        for (const auto& each : control::journal_fields) {
            if (each.form != control::value_form::text && each.form != control::value_form::room)
                continue;
            CAPTURE(each.name);
            const auto back = json::parse(written(with(each.field, std::string{hostile.text})));
            CHECK(back.at(std::string{each.name}) == hostile.text);
        }
        const std::string text{hostile.text};
        const auto back = json::parse(written({.attributes = {{{text, text}}}}));
        CHECK(back.at("attributes").at(text) == text);
    }
}

TEST_CASE("invalid UTF-8 is replaced") {
    const auto replaced = "a\xef\xbf\xbd"
                          "b";
    CHECK(json::parse(written(with(field::reason, "a\xff"
                                                  "b")))
              .at("reason") == replaced);
    CHECK(json::parse(written({.attributes = {{{"a\xff"
                                                "b",
                                                "\xc3"}}}}))
              .at("attributes")
              .at(replaced) == "\xef\xbf\xbd");
}

TEST_CASE("a page is written with the number to continue from") {
    journal::journal recorder{{.entries = 2}};
    CHECK(written(recorder) == R"({"entries":[],"last":0,"more":false,"lost":0})");
    for (int i = 0; i < 3; ++i) recorder.record({.kind = entry_kind::close, .code = 1000});
    CHECK(written(recorder, {.limit = 1}) ==
          R"({"entries":[{"number":2,"time":"1970-01-01T00:00:00Z","kind":"close","code":1000}],)"
          R"("last":2,"more":true,"lost":1})");
}

TEST_CASE("an outcome is written with its near misses and their differences") {
    const journal::condition room_wanted{.where = field::room, .wanted = journal::equal_to{"R"}};
    const journal::condition hi{.where = field::content,
                                .wanted = journal::pattern::compile("^hi").value()};
    const journal::condition red{
        .where = field::attribute, .attribute = "color", .wanted = journal::containing{"red"}};
    const entry close{.number = 4, .kind = entry_kind::close};
    journal::outcome outcome{
        .matched = 1,
        .at_least = 3,
        .matches = {close},
        .near_misses = {{.what = close,
                         .differences = {{.failed = room_wanted, .found = "S"},
                                         {.failed = hi, .found = "hello \"you\""},
                                         {.failed = red}}}},
        .lost = 2,
        .last = 9};
    const std::string entry_json = R"({"number":4,"time":"1970-01-01T00:00:00Z","kind":"close"})";
    CHECK(encode(outcome) ==
          R"({"fulfilled":false,"explanation":"1 entry matched, at least 3 were expected. )"
          R"(2 entries fell out of the journal before this wait could test them; )"
          R"(--journal sets how many it keeps.",)"
          R"("matched":1,"atLeast":3,"last":9,"lost":2,"matches":[)" +
              entry_json + R"(],"nearestMisses":[{"entry":)" + entry_json +
              R"(,"differences":[{"member":"room","wanted":"R","found":"S"},)"
              R"({"member":"content","wanted":{"matches":"^hi"},"found":"hello \"you\""},)"
              R"({"member":"attributes.color","wanted":{"contains":"red"},"found":null}]}]})");
}

TEST_CASE("an outcome explains itself, and says what it could not see") {
    struct row {
        journal::outcome outcome;
        std::string_view explanation;
    };
    const row rows[] = {
        {.outcome = {.is_fulfilled = true, .matched = 1, .at_least = 1},
         .explanation = "1 entry matched."},
        {.outcome = {.is_fulfilled = true, .matched = 0, .at_least = 0, .at_most = 0},
         .explanation = "0 entries matched."},
        {.outcome = {.matched = 0, .at_least = 1},
         .explanation = "0 entries matched, at least 1 was expected."},
        {.outcome = {.matched = 1, .at_least = 0, .at_most = 0},
         .explanation = "1 entry matched, at most 0 were expected."},
        {.outcome = {.matched = 2, .at_least = 1, .at_most = 1},
         .explanation = "2 entries matched, at most 1 was expected."},
        {.outcome = {.matched = 3, .at_least = 5, .removed_matches = 2},
         .explanation = "3 entries matched, at least 5 were expected. The journal no longer has 2 "
                        "of the entries that matched."},
        {.outcome = {.matched = 0, .at_least = 1, .lost = 1},
         .explanation = "0 entries matched, at least 1 was expected. 1 entry fell out of the "
                        "journal before this wait could test it; --journal sets how many it "
                        "keeps."},
        {.outcome = {.is_fulfilled = true, .at_least = 0, .at_most = 0, .lost = 20},
         .explanation = "0 entries matched. 20 entries fell out of the journal before this wait "
                        "could test them; --journal sets how many it keeps."},
        {.outcome = {.is_fulfilled = true, .matched = 2, .at_least = 2, .lost = 20},
         .explanation = "2 entries matched."},
    };
    for (const auto& row : rows) {
        CHECK(json::parse(encode(row.outcome)).at("explanation") == row.explanation);
    }
    CHECK(json::parse(encode(rows[1].outcome)).at("atMost") == 0);
    CHECK_FALSE(json::parse(encode(rows[0].outcome)).contains("atMost"));
}

TEST_CASE("equal journals are written byte for byte equal") {
    const auto run = [] {
        journal::journal recorder;
        for (int i = 0; i < 50; ++i) {
            recorder.record({.time = full.time + std::chrono::milliseconds{i},
                             .kind = static_cast<entry_kind>(i % 7),
                             .room_arn = lobby,
                             .user_id = "user " + std::to_string(i % 3),
                             .attributes = {{{"i", std::to_string(i)}, {"a", "b"}}}});
        }
        return written(recorder);
    };
    CHECK(run() == run());
}
