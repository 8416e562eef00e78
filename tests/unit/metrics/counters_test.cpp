#include "metrics/registry.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace ivschat::metrics;
using namespace std::chrono_literals;
using ivschat::chat::api_operation;

namespace {

std::uint64_t sum_of(const registry& all, counter counters::*member) {
    return all.sum([&](const counters& each) { return (each.*member).value(); });
}

} // namespace

TEST_CASE("a counter rises by one or by many") {
    counter count;
    CHECK(count.value() == 0);
    count.add();
    count.add(41);
    CHECK(count.value() == 42);
}

TEST_CASE("a gauge rises, falls and is set") {
    gauge level;
    level.add(3);
    level.add(-5);
    CHECK(level.value() == -2);
    level.set(7);
    CHECK(level.value() == 7);
}

TEST_CASE("another thread never reads a count decrease") {
    constexpr std::uint64_t most = 200'000;
    counter count;
    std::jthread writer{[&] {
        for (std::uint64_t i = 0; i < most; ++i) count.add();
    }};
    std::uint64_t seen = 0;
    bool fell = false;
    while (seen < most) {
        const auto now = count.value();
        fell = fell || now < seen;
        seen = now;
    }
    CHECK_FALSE(fell);
    CHECK(seen == most);
}

TEST_CASE("shards count separately and are summed when read") {
    registry all{3};
    all.of_shard(0).slow_readers_closed.add();
    all.of_shard(2).slow_readers_closed.add(4);
    CHECK(sum_of(all, &counters::slow_readers_closed) == 5);
    CHECK(all.of_shard(1).slow_readers_closed.value() == 0);

    all.of_shard(0).review_latency.observe(1ms);
    all.of_shard(1).review_latency.observe(2s);
    const auto latency = all.sum([](const counters& each) { return each.review_latency.read(); });
    CHECK(latency.count() == 2);
    CHECK(latency.total == 2001ms);
}

TEST_CASE("keys are summed over shards, and sorted") {
    registry all{2};
    all.of_shard(0).count_review_failure("b", review_failure::invocation);
    all.of_shard(1).count_review_failure("b", review_failure::invocation);
    all.of_shard(1).count_review_failure("a", review_failure::response_validation);
    const auto failures = all.sum_by_key(&counters::reviews, [](const review_counters& each) {
        return each.invocation_errors.value();
    });
    CHECK(failures == std::map<std::string, std::uint64_t>{{"a", 0}, {"b", 2}});
}

TEST_CASE("a gauge may rise on one shard and fall on another") {
    registry all{2};
    all.of_shard(0).reviews_under_way.add(2);
    all.of_shard(1).reviews_under_way.add(-1);
    CHECK(all.sum([](const counters& each) { return each.reviews_under_way.value(); }) == 1);
}

TEST_CASE("replies of the control plane are counted by operation and class of status") {
    struct row {
        std::string_view name;
        std::optional<api_operation> operation;
        unsigned status;
        std::uint64_t client_errors;
        std::uint64_t server_errors;
    };
    const row rows[] = {
        {.name = "success",
         .operation = api_operation::create_room,
         .status = 200,
         .client_errors = 0,
         .server_errors = 0},
        {.name = "no content",
         .operation = api_operation::delete_room,
         .status = 204,
         .client_errors = 0,
         .server_errors = 0},
        {.name = "client error",
         .operation = api_operation::update_room,
         .status = 429,
         .client_errors = 1,
         .server_errors = 0},
        {.name = "server error",
         .operation = api_operation::create_chat_token,
         .status = 500,
         .client_errors = 0,
         .server_errors = 1},
        {.name = "no operation",
         .operation = std::nullopt,
         .status = 404,
         .client_errors = 1,
         .server_errors = 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        counters counted;
        counted.count_operation(row.operation, row.status, 3ms);
        const auto place = row.operation ? static_cast<std::size_t>(*row.operation)
                                         : ivschat::chat::api_operation_count;
        for (std::size_t i = 0; i < counted.operations.size(); ++i) {
            const auto& of_operation = counted.operations[i];
            const bool is_it = i == place;
            CHECK(of_operation.latency.read().count() == (is_it ? 1 : 0));
            CHECK(of_operation.client_errors.value() == (is_it ? row.client_errors : 0));
            CHECK(of_operation.server_errors.value() == (is_it ? row.server_errors : 0));
        }
        CHECK(counted.operations[place].latency.read().total == 3ms);
    }
}

TEST_CASE("every failure of a log destination is an error, some also of a named kind") {
    counters counted;
    counted.count_log_failure("arn", log_failure::access_denied);
    counted.count_log_failure("arn", log_failure::resource_not_found);
    counted.count_log_failure("arn", log_failure::resource_not_found);
    counted.count_log_failure("arn", log_failure::other);
    const auto& of_key = counted.logs.of("arn");
    CHECK(of_key.errors.value() == 4);
    CHECK(of_key.access_denied.value() == 1);
    CHECK(of_key.resource_not_found.value() == 2);
}

TEST_CASE("a failed review counts as one of two kinds") {
    counters counted;
    counted.count_review_failure("uri", review_failure::invocation);
    counted.count_review_failure("uri", review_failure::invocation);
    counted.count_review_failure("uri", review_failure::response_validation);
    const auto& of_key = counted.reviews.of("uri");
    CHECK(of_key.invocation_errors.value() == 2);
    CHECK(of_key.response_validation_errors.value() == 1);
}

TEST_CASE("a message to many connections counts as many deliveries") {
    counters counted;
    counted.count_delivery(action::send_message, 1000);
    counted.count_delivery(action::send_message, 0);
    counted.count_delivery(action::send_event, 2);
    const auto delivered = [&](action what) {
        return counted.deliveries[static_cast<std::size_t>(what)].value();
    };
    CHECK(delivered(action::send_message) == 1000);
    CHECK(delivered(action::send_event) == 2);
    CHECK(delivered(action::delete_message) == 0);
}
