#include "review/reviewer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

using namespace ivschat;

namespace {

const std::string handler = "arn:aws:lambda:us-east-1:123456789012:function:review";

// The core reads it for each command.
class failing_clock final : public runtime::clock {
public:
    runtime::timestamp now() const override {
        if (fails) throw std::runtime_error{"the clock has stopped"};
        return {};
    }

    bool fails = false;
};

chat::review_wanted wanted(std::uint64_t id) {
    chat::review_wanted review{};
    review.id = chat::review_id{id};
    review.handler_uri = handler; // no address is configured, so it fails at once
    return review;
}

} // namespace

TEST_CASE("an exception at the end of a review ends neither the event loop nor later reviews") {
    runtime::asio::io_context io;
    failing_clock clock;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    metrics::counters counters;
    core core{io.get_executor(), clock, {}, [](std::span<std::byte> out) {
                  std::fill(out.begin(), out.end(), std::byte{1});
              }};
    outbound::http_client client{io.get_executor(), {}};
    review::reviewer reviewer{io.get_executor(),
                              core,
                              client,
                              clock,
                              log,
                              counters,
                              {.timeout = std::chrono::hours{1}, .concurrency = 1}};
    for (std::uint64_t id = 1; id <= 3; ++id) reviewer.carry_out(wanted(id));
    clock.fails = true;
    CHECK_NOTHROW(io.poll());
    CHECK(counters.reviews.of(handler).invocation_errors.value() == 3);
    CHECK(counters.reviews_under_way.value() == 0);
}
