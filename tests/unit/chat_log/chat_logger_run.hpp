// A chat logger in one run of the server. The tests set the server's clock. Pauses between attempts
// last a few milliseconds.
#pragma once

#include "chat_log/chat_logger.hpp"
#include "fake_aws.hpp"
#include "samples.hpp"
#include "support/repeatable_random.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

namespace ivschat::chat_log::test {

using texts = std::vector<std::string>;
using chat::destination_kind;

inline const chat::log_destination to_bucket{.kind = destination_kind::s3, .name = "bucket"};
inline const chat::log_destination to_group{.kind = destination_kind::cloudwatch_logs,
                                            .name = "/group"};
inline const chat::log_destination to_stream{.kind = destination_kind::firehose, .name = "stream"};

inline constexpr const char* group_file = "logs/cloudwatch/group/aws/IVSChatLogs/1.0/room_A.ndjson";
inline constexpr const char* stream_file = "logs/firehose/stream.ndjson";

inline settings quick() {
    settings made;
    made.retry = {.initial_backoff = std::chrono::milliseconds{1},
                  .max_backoff = std::chrono::milliseconds{5},
                  .request_timeout = std::chrono::seconds{10}};
    made.credentials = known_credentials();
    return made;
}

// The real time, which is not the server's.
struct settable_clock final : runtime::clock {
    runtime::timestamp time = at("2026-11-30T21:00:00Z");
    runtime::timestamp now() const override { return time; }
};

// One run of the server. A fake service may share its event loop.
struct chat_logger_run {
    runtime::asio::io_context& loop;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    crypto::test::repeatable_random random;
    settable_clock real_clock;
    metrics::counters failures;
    chat_logger under_test;

    chat_logger_run(runtime::asio::io_context& io, const settings& settings)
        : loop{io}, under_test{io.get_executor(), settings, random, real_clock, failures, log} {}

    void apply(chat::effect effect) { under_test.carry_out(effect); }
    void configure(std::string_view id, const chat::log_destination& destination) {
        apply(chat::logging_configuration_saved{configuration(id, destination)});
    }
    void attach(std::string_view room, std::initializer_list<std::string_view> configurations) {
        apply(chat::room_saved{test::room(room, configurations)});
    }
    void say(std::string text, text::timestamp when = start, std::string_view room = "A") {
        apply(test::delivery(room, std::move(text), when));
    }

    template <class Condition>
    void until(Condition is_met) {
        loop.restart();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!is_met() && loop.run_one_until(deadline) > 0) {
        }
        REQUIRE(is_met());
    }
    void until_idle() {
        until([this] { return under_test.is_idle(); });
    }
    void flush() {
        under_test.flush();
        until_idle();
    }
    void stop(std::chrono::milliseconds timeout = std::chrono::seconds{1}) {
        under_test.stop(timeout);
        until([this] { return under_test.is_stopped(); });
    }
};

inline settings with_files(const scratch_directory& scratch) {
    auto made = quick();
    made.data_directory = scratch.path();
    return made;
}

inline texts texts_of(const scratch_directory& scratch, const std::string& file) {
    const auto files = scratch.files();
    const auto found = files.find(file);
    return found == files.end() ? texts{} : texts_in(found->second);
}

// The texts of all objects below the directory, in the order of their keys.
inline texts texts_in_objects(const scratch_directory& scratch) {
    texts all;
    for (const auto& [name, content] : scratch.files()) {
        if (!name.ends_with(".gz")) continue;
        for (auto& text : texts_in(gunzip(content))) all.push_back(std::move(text));
    }
    return all;
}

} // namespace ivschat::chat_log::test
