#include "chat_log/spool.hpp"

#include "chat_log/spool_format.hpp"

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
        CHECK((read->logged_at == what.logged_at));
    }
}

TEST_CASE("a file that ends within a record keeps its whole records") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    const auto two = batch_of(test::s3_target(), {"one", "two"});
    REQUIRE(under_test.write(two, 1) == "");
    const auto file = scratch.path() / scratch.files().begin()->first;
    const auto whole = scratch.files().begin()->second;
    const auto begin_of_second = whole.rfind('\n', whole.size() - 2) + 1;
    for (auto size = begin_of_second; size < whole.size(); ++size) {
        CAPTURE(size);
        test::write(file, whole.substr(0, size));
        const auto read = under_test.read(test::s3_target(), 1);
        REQUIRE(read);
        CHECK(read->lines == batch_of(test::s3_target(), {"one"}).lines);
        CHECK(read->records == 1);
        CHECK(read->logged_at.size() == 1);
    }
}

TEST_CASE("a file of an older version, which has no real times, can be read") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    const auto what = batch_of(test::s3_target(), {"one", "two"});
    REQUIRE(under_test.write(what, 1) == "");
    const auto [name, content] = *scratch.files().begin();
    test::write(scratch.path() / name, content.substr(0, content.find('\n') + 1) + what.lines);
    const auto read = under_test.read(test::s3_target(), 1);
    REQUIRE(read);
    CHECK(read->lines == what.lines);
    CHECK((read->logged_at == what.logged_at)); // the times of the records themselves
}

namespace {

// The records from `first` on of a batch whose earlier ones are in its file.
unsaved_part part_of(const batch& what, std::size_t first, std::size_t file_bytes) {
    unsaved_part part{.to = what.to, .id = 7, .file_bytes = file_bytes, .text = {}};
    if (file_bytes == 0) part.text = encode_header(what);
    auto lines = encode_records(what);
    for (std::size_t i = 0; i < first; ++i) lines.erase(0, lines.find('\n') + 1);
    part.text += lines;
    return part;
}

} // namespace

TEST_CASE("the file of an open batch grows, and becomes that of the closed batch") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    auto what = batch_of(test::s3_target(), {"one", "two", "three"});
    const auto whole = encode_header(what) + encode_records(what);
    auto first = part_of(batch_of(test::s3_target(), {"one"}), 0, 0);
    REQUIRE(under_test.append(first) == "");
    const auto two = part_of(batch_of(test::s3_target(), {"one", "two"}), 1, first.text.size());
    REQUIRE(under_test.append(two) == "");
    CHECK(under_test.append(two).find("cannot be written") != std::string::npos);
    what.partial = {.id = 7,
                    .bytes = first.text.size() + two.text.size(),
                    .line_bytes = batch_of(test::s3_target(), {"one", "two"}).lines.size(),
                    .records = 2};
    SUBCASE("which only the rest is added to") {}
    SUBCASE("which is written anew if somebody has changed it") {
        test::write(scratch.path() / scratch.files().begin()->first, "changed");
    }
    REQUIRE(under_test.write(what, 1) == "");
    REQUIRE(scratch.files().size() == 1);
    CHECK(scratch.files().begin()->second == whole);
    CHECK(under_test.read(test::s3_target(), 1));
}

TEST_CASE("a scan closes the batches that were open when an earlier run crashed") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    REQUIRE(under_test.write(batch_of(test::s3_target(), {"one"}), 5) == "");
    const auto open = part_of(batch_of(test::s3_target(), {"two", "three"}), 0, 0);
    REQUIRE(under_test.append(open) == "");
    auto torn = part_of(batch_of(test::firehose_target(), {"lost"}), 0, 0);
    torn.text.resize(20);
    REQUIRE(under_test.append(torn) == "");
    std::vector<std::string> errors;
    const auto found = under_test.scan(errors);
    CHECK(errors.empty());
    REQUIRE(found.size() == 1);
    CHECK(found[0].numbers == std::vector<std::uint64_t>{5, 6});
    CHECK(found[0].records == 3);
    CHECK(under_test.read(test::s3_target(), 6)->records == 2);
    CHECK(scratch.files().size() == 2); // the one without a record is gone
}

TEST_CASE("the batches of one room or of all are removed, open ones included") {
    const test::scratch_directory scratch;
    const spool under_test{scratch.path()};
    auto other = batch_of(test::s3_target(), {"a", "b"});
    other.room_arn = test::room_arn("other");
    REQUIRE(under_test.write(batch_of(test::s3_target(), {"1"}), 1) == "");
    REQUIRE(under_test.write(other, 2) == "");
    REQUIRE(under_test.write(batch_of(test::s3_target(), {"1", "2"}), 3) == "");
    REQUIRE(under_test.append(part_of(batch_of(test::firehose_target(), {"1"}), 0, 0)) == "");
    const auto folder = spool::folder_of(test::s3_target());
    test::write(scratch.path() / folder / "00000000000000000009.ndjson", "damaged");
    std::vector<std::string> errors;
    auto removed = under_test.remove_all(other.room_arn, {}, errors);
    REQUIRE(removed.size() == 1);
    CHECK(removed[0].folder == folder);
    CHECK(removed[0].batches == 1);
    CHECK(removed[0].records == 2);
    CHECK(scratch.files().size() == 4);

    removed = under_test.remove_all("", {{folder, 1}}, errors);
    REQUIRE(removed.size() == 1);
    CHECK(removed[0].records == 2);
    CHECK(scratch.files().size() == 1);
    CHECK(under_test.read(test::s3_target(), 1));
    CHECK(errors.empty());
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
