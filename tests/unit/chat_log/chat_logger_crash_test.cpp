// What a crash costs: the logger is destroyed without a stop, and the next one delivers.
#include "chat_logger_run.hpp"

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using namespace std::chrono_literals;

namespace {

std::size_t size_of_files(const scratch_directory& scratch) {
    std::size_t bytes = 0;
    for (const auto& [name, content] : scratch.files()) bytes += content.size();
    return bytes;
}

} // namespace

TEST_CASE("a crash costs at most the last second, even if the server's clock stands still") {
    const scratch_directory scratch;
    {
        runtime::asio::io_context loop;
        chat_logger_run r{loop, with_files(scratch)};
        r.configure("S3", to_bucket);
        r.configure("Logs", to_group);
        r.attach("A", {"S3", "Logs"});
        const auto begin = std::chrono::steady_clock::now();
        r.say("one");
        r.until([&] { return scratch.files().size() == 2; });
        r.until_idle();
        const auto before = size_of_files(scratch);
        r.say("two");
        r.until([&] { return size_of_files(scratch) > before; });
        r.until_idle();
        CHECK(std::chrono::steady_clock::now() - begin < 2s);
        r.say("less than a second old");
    }
    runtime::asio::io_context loop;
    chat_logger_run r{loop, with_files(scratch)};
    r.until_idle();
    CHECK(texts_of(scratch, group_file) == texts{"one", "two"});
    CHECK(texts_in_objects(scratch) == texts{"one", "two"});
    CHECK(scratch.files().size() == 2);
}

TEST_CASE("batches that were closed are delivered after a crash, before later ones") {
    const scratch_directory scratch;
    {
        runtime::asio::io_context loop;
        fake_aws logs{loop, "logs", [](const recorded_request&) { return answer{}; }};
        logs.go_down();
        auto settings = with_files(scratch);
        settings.logs = logs.url();
        chat_logger_run r{loop, settings};
        r.configure("Logs", to_group);
        r.attach("A", {"Logs"});
        r.say("one");
        r.under_test.advance(start + 10s);
        r.until([&] { return !r.under_test.errors().empty(); });
        r.say("two", start + 10s);
        r.until([&] { return scratch.files().size() == 2; });
    }
    runtime::asio::io_context loop;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("Logs", to_group);
    r.attach("A", {"Logs"});
    r.say("three");
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"one", "two", "three"});
}

TEST_CASE("an open batch's file goes when its batch is delivered or discarded") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("Logs", to_group);
    r.attach("A", {"Logs"});
    r.say("one");
    r.until([&] { return scratch.files().size() == 1; });
    SUBCASE("delivered") {
        r.say("two");
        r.flush();
        CHECK(texts_of(scratch, group_file) == texts{"one", "two"});
        CHECK(scratch.files().size() == 1);
    }
    SUBCASE("discarded") {
        std::optional<discarded> result;
        r.say("two");
        runtime::asio::co_spawn(
            loop, r.under_test.discard(room_arn("A"), std::chrono::steady_clock::now() + 10s),
            [&](const std::exception_ptr&, discarded all) { result = all; });
        r.say("three");
        r.until([&] { return result.has_value(); });
        CHECK(result->records == 2);
        CHECK(result->batches_under_way == 0);
        CHECK(scratch.files().empty());
        CHECK(r.under_test.counted().records_pending == 1);
        r.flush();
        CHECK(texts_of(scratch, group_file) == texts{"three"});
    }
}

TEST_CASE("while the disk refuses files, open batches stay in memory, and are saved later") {
    const scratch_directory scratch;
    write(scratch.path() / "logs", "in the way of a directory");
    runtime::asio::io_context loop;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("S3", to_bucket);
    r.attach("A", {"S3"});
    r.say("one");
    const auto begin = std::chrono::steady_clock::now();
    r.until([&] { return std::chrono::steady_clock::now() - begin > 700ms; });
    std::filesystem::remove(scratch.path() / "logs");
    r.until([&] { return scratch.files().size() == 1; });
    r.say("two");
    r.flush();
    CHECK(texts_in_objects(scratch) == texts{"one", "two"});
    CHECK(scratch.files().size() == 1);
    CHECK(r.under_test.counted().records_dropped == 0);
}
