#include "chat_log/file_destination.hpp"

#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::chat_log;
using enum outcome::kind;

namespace fs = std::filesystem;

namespace {

outcome deliver(const fs::path& directory, batch what) {
    runtime::asio::io_context loop;
    worker_thread worker{loop.get_executor()};
    file_destination under_test{worker, directory};
    const attempt under_way;
    outcome result;
    runtime::asio::co_spawn(
        loop.get_executor(), under_test.deliver(what, under_way),
        [&](const std::exception_ptr&, outcome reported) { result = std::move(reported); });
    loop.run();
    return result;
}

} // namespace

TEST_CASE("each object is a file, and each stream is a file that grows") {
    const test::scratch_directory scratch;
    const auto first = test::batch_of(test::s3_target(), {"one", "two"});
    auto second = test::batch_of(test::s3_target(), {"three"});
    second.hash = "00000001";
    for (const auto& what : {first, second}) {
        const auto result = deliver(scratch.path(), what);
        CHECK((result.what == delivered));
        CHECK(result.delivered == what.records);
    }
    for (const auto& to : {test::cloudwatch_target(), test::firehose_target()}) {
        CHECK((deliver(scratch.path(), test::batch_of(to, {"one", "two"})).what == delivered));
        CHECK((deliver(scratch.path(), test::batch_of(to, {"three"})).what == delivered));
    }
    auto files = scratch.files();
    CHECK(files.size() == 4);
    CHECK(test::gunzip(files[file_of(first)]) == first.lines);
    CHECK(test::gunzip(files[file_of(second)]) == second.lines);
    for (const auto* stream : {"cloudwatch/group/aws/IVSChatLogs/1.0/room_abc123DEF456.ndjson",
                               "firehose/stream.ndjson"}) {
        CHECK(test::texts_in(files[stream]) == std::vector<std::string>{"one", "two", "three"});
    }
}

TEST_CASE("an object that is written twice is one file") {
    const test::scratch_directory scratch;
    const auto what = test::batch_of(test::s3_target(), {"one"});
    deliver(scratch.path(), what);
    deliver(scratch.path(), what);
    CHECK(scratch.files().size() == 1);
}

TEST_CASE("a file that cannot be written is tried again") {
    const test::scratch_directory scratch;
    test::write(scratch.path() / "s3", "a file where a folder should be");
    fs::create_directories(scratch.path() / "firehose/stream.ndjson");
    for (const auto& to : {test::s3_target(), test::firehose_target()}) {
        const auto result = deliver(scratch.path(), test::batch_of(to, {"one"}));
        CHECK((result.what == try_again));
        CHECK(result.message.find("cannot be written") != std::string::npos);
    }
}

TEST_CASE("a hostile name stays within the directory") {
    const test::scratch_directory scratch;
    for (const auto& to :
         {test::s3_target(".."), test::cloudwatch_target("../../../escaped/../.."),
          test::cloudwatch_target("/etc/" + std::string(490, 'x')), test::firehose_target("..")}) {
        CAPTURE(to.destination.name);
        CHECK((deliver(scratch.path() / "data" / "logs", test::batch_of(to, {"one"})).what ==
               delivered));
    }
    const auto files = scratch.files();
    CHECK(files.size() == 4);
    for (const auto& [name, content] : files) CHECK(name.starts_with("data/logs/"));
}
