#include "chat_log/spool.hpp"

#include "samples.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::chat_log;
using test::batch_of;

namespace fs = std::filesystem;

TEST_CASE("a spooled batch reads back unchanged") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    for (const auto& to :
         {test::s3_target(), test::cloudwatch_target("/a/../\"b\"\n"), test::firehose_target()}) {
        CAPTURE(to.destination.name);
        const auto what =
            batch_of(to, {"one", "two\nthree"}, test::at("2026-11-22T08:00:00.12345Z"));
        CHECK(under_test.write(what, 7) == "");
        const auto read = under_test.read(to, 7);
        REQUIRE(read);
        CHECK(read->to == what.to);
        CHECK(read->room_arn == what.room_arn);
        CHECK(read->opened == what.opened);
        CHECK(read->hash == what.hash);
        CHECK(read->lines == what.lines);
        CHECK(read->records == 2);
    }
}

TEST_CASE("a scan finds what an earlier run left behind, in order") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    const auto before = std::uint64_t{1} << 40U;
    for (const auto number : {before + 10, before, before - 1}) {
        REQUIRE(under_test.write(batch_of(test::s3_target(), {"a"}), number) == "");
    }
    REQUIRE(under_test.write(batch_of(test::s3_target("other"), {"a"}), 3) == "");
    // A temporary file of a crash, and files of somebody else.
    const auto folder = scratch.path() / spool::folder_of(test::s3_target());
    test::write(folder / ".unfinished-00000000000000000001.ndjson", "{");
    test::write(folder / "README", "hello");
    test::write(scratch.path() / "stray", "hello");
    std::vector<std::string> errors;
    const auto found = under_test.scan(errors);
    CHECK(errors.empty());
    REQUIRE(found.size() == 2);
    const auto& first = found[found[0].numbers.size() == 3 ? 0 : 1];
    CHECK(first.to == test::s3_target());
    CHECK(first.numbers == std::vector<std::uint64_t>{before - 1, before, before + 10});
    CHECK_FALSE(fs::exists(folder / ".unfinished-00000000000000000001.ndjson"));
    CHECK(fs::exists(folder / "README"));
}

TEST_CASE("a missing directory holds nothing") {
    const test::scratch_directory scratch;
    std::vector<std::string> errors;
    CHECK(spool{scratch.path() / "none"}.scan(errors).empty());
    CHECK(errors.empty());
}

TEST_CASE("removing the last batch of a target removes its folder") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    REQUIRE(under_test.write(batch_of(test::s3_target(), {"a"}), 1) == "");
    REQUIRE(under_test.write(batch_of(test::s3_target(), {"b"}), 2) == "");
    CHECK(under_test.remove(test::s3_target(), 1));
    const auto gone = under_test.read(test::s3_target(), 1);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().empty());
    CHECK(under_test.read(test::s3_target(), 2));
    CHECK(under_test.remove(test::s3_target(), 2));
    CHECK(fs::is_empty(scratch.path()));
    CHECK_FALSE(under_test.remove(test::s3_target(), 2));
}

TEST_CASE("a file that is not a batch is refused with its name") {
    const auto whole = [] {
        const test::scratch_directory scratch;
        const spool writer{scratch.path()};
        CHECK(writer.write(batch_of(test::s3_target(), {"a"}), 1).empty());
        return scratch.files().begin()->second;
    }();
    struct row {
        std::string_view name;
        std::string content;
    };
    const row rows[] = {
        {.name = "empty", .content = ""},
        {.name = "no JSON", .content = "hello\n"},
        {.name = "another JSON", .content = "{}\n"},
        {.name = "a number for a text",
         .content = R"({"configuration":1})"
                    "\n"},
        {.name = "cut in the header", .content = whole.substr(0, 20)},
        {.name = "cut in a record", .content = whole.substr(0, whole.size() - 1)},
        {.name = "no record", .content = whole.substr(0, whole.find('\n') + 1)},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const test::scratch_directory scratch;
        const auto folder = spool::folder_of(test::s3_target());
        test::write(scratch.path() / folder / "00000000000000000001.ndjson", row.content);
        const spool under_test{scratch.path()};
        const auto read = under_test.read(test::s3_target(), 1);
        REQUIRE_FALSE(read);
        CHECK(read.error().find("00000000000000000001.ndjson") != std::string::npos);
        std::vector<std::string> errors;
        CHECK(under_test.scan(errors).empty());
        CHECK(errors.size() == 1);
    }
}

TEST_CASE("a failed write is reported") {
    const test::scratch_directory scratch;
    test::write(scratch.path() / "file", "not a folder");
    const spool under_test{scratch.path() / "file"};
    const auto error = under_test.write(batch_of(test::s3_target(), {"a"}), 1);
    CHECK(error.find("cannot be written") != std::string::npos);
}
