#include "chat_log/names.hpp"

#include "chat_log/file_destination.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat;
using namespace ivschat::chat_log;

namespace fs = std::filesystem;

TEST_CASE("objects and streams have the documented names") {
    auto what =
        test::batch_of(test::s3_target(), {"a"}, test::at("2022-10-14T17:40:59.999999999Z"));
    CHECK(
        object_key(what) ==
        "AWSLogs/123456789012/IVSChatLogs/1.0/us-west-2/room_abc123DEF456/2022/10/14/17/"
        "123456789012_IVSChatLogs_1.0_us-west-2_room_abc123DEF456_20221014T1740Z_1766dcbc.log.gz");
    CHECK(stream_name(what) == "aws/IVSChatLogs/1.0/room_abc123DEF456");
    // With the account and region of the room.
    what.room_arn = "arn:aws:ivschat:eu-west-1:000000000001:room/0000000000aA";
    what.opened = test::at("2027-01-01T00:00:00Z");
    what.hash = "00000000";
    CHECK(
        object_key(what) ==
        "AWSLogs/000000000001/IVSChatLogs/1.0/eu-west-1/room_0000000000aA/2027/01/01/00/"
        "000000000001_IVSChatLogs_1.0_eu-west-1_room_0000000000aA_20270101T0000Z_00000000.log.gz");
}

TEST_CASE("files are laid out like the destination") {
    const auto when = test::at("2022-10-14T17:40:05Z");
    CHECK(file_of(test::batch_of(test::s3_target("my.bucket-1"), {"a"}, when)) ==
          "s3/my.bucket-1/AWSLogs/123456789012/IVSChatLogs/1.0/us-west-2/room_abc123DEF456/2022/10/"
          "14/17/123456789012_IVSChatLogs_1.0_us-west-2_room_abc123DEF456_20221014T1740Z_1766dcbc"
          ".log.gz");
    CHECK(file_of(test::batch_of(test::cloudwatch_target("/aws/ivs#chat_1"), {"a"}, when)) ==
          "cloudwatch/aws/ivs#chat_1/aws/IVSChatLogs/1.0/room_abc123DEF456.ndjson");
    CHECK(file_of(test::batch_of(test::firehose_target("My_stream.1"), {"a"}, when)) ==
          "firehose/My_stream.1.ndjson");
}

TEST_CASE("no name leads out of the directory or equals that of a temporary file") {
    const std::string_view names[] = {
        "..",        "../..",      "/..",         "../../../../etc/passwd",
        "a/../../b", "./..//../x", "a/..",        ".",
        "/",         "//",         "/etc/passwd", "...",
        "..\\a",     {"a\0b", 3},  "%2E%2E/..",   "-rf",
        "~",         "",
    };
    const fs::path root = "/data/logs";
    for (const auto name : names) {
        CAPTURE(name);
        const auto path = relative_path(name);
        CHECK(path.is_relative());
        CHECK_FALSE(path.empty());
        // The path has no dot segments to resolve, and stays below the root.
        CHECK(path.lexically_normal() == path);
        CHECK((root / path).lexically_normal() == root / path);
        CHECK((root / path).string().starts_with("/data/logs/"));
        CHECK(path.string().find('\0') == std::string::npos);
        for (const auto& part : path) {
            CHECK(part != "..");
            CHECK(part != ".");
        }
    }
    for (const auto& to : {test::s3_target(".."), test::cloudwatch_target("../../../x/.."),
                           test::firehose_target("..")}) {
        const auto file = file_of(test::batch_of(to, {"a"}));
        CAPTURE(file.string());
        CHECK(file.lexically_normal() == file);
        CHECK(file.is_relative());
    }
}

TEST_CASE("different names give different files") {
    std::set<std::string> seen;
    const std::string long_name(512, 'a');
    for (const std::string& name :
         {std::string{"a"}, std::string{"A"}, std::string{"a/b"}, std::string{"a%2Fb"},
          std::string{".."}, std::string{"%2E%2E"}, std::string{"."}, std::string{"a.b"}, long_name,
          long_name + "b", std::string{"b"} + long_name}) {
        const auto path = relative_path(name);
        CAPTURE(name);
        CHECK(seen.insert(path.string()).second);
        for (const auto& part : path) CHECK(part.string().size() <= 200);
    }
}
