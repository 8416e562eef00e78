#include "http/dispatcher.hpp"

#include "http/api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>

using namespace ivschat;

namespace {

struct fake_plane final : http::plane {
    explicit fake_plane(std::string own_name) : name{std::move(own_name)} {}

    runtime::awaitable<std::optional<http::reply>>
    handle(const http::request&, std::string_view path, http::call_record& record) override {
        paths.emplace_back(path);
        record.why = name;
        if (throws) throw std::runtime_error{"a bug"};
        if (while_waiting) {
            while_waiting();
            record.ignore_changes_so_far();
        }
        if (!replies) co_return std::nullopt;
        co_return http::reply{.body = name};
    }
    void log_call(http::call_record record, const http::reply& reply,
                  std::chrono::nanoseconds) override {
        logged.push_back(std::to_string(reply.status) + " " + record.why);
    }

    std::string name;
    std::function<void()> while_waiting; // what others do while the call waits
    bool throws = false;
    bool replies = true;
    std::vector<std::string> paths;
    std::vector<std::string> logged;
};

struct fake_durability final : runtime::durability {
    std::uint64_t last_change() const override { return change; }
    runtime::awaitable<bool> wait_durable(std::uint64_t since) override {
        waited_for.push_back(since);
        if (blocks) {
            runtime::steady_timer timer{executor, runtime::steady_timer::time_point::max()};
            blocked = &timer;
            co_await timer.async_wait(runtime::use_nothrow_awaitable);
        }
        co_return is_durable;
    }
    explicit fake_durability(runtime::executor runs_on) : executor{runs_on} {}

    runtime::executor executor;
    std::uint64_t change = 7;
    bool is_durable = true;
    bool blocks = false;
    runtime::steady_timer* blocked = nullptr;
    std::vector<std::uint64_t> waited_for;
};

struct dispatch_fixture {
    runtime::awaitable<void> handle(std::string target) {
        const http::request request{.method = "GET", .target = target, .headers = {}, .body = {}};
        reply = co_await dispatcher.handle(request);
        is_done = true;
    }
    void get(std::string target) {
        reply.reset();
        runtime::asio::co_spawn(io, handle(std::move(target)), runtime::asio::detached);
        io.restart();
        io.poll();
    }

    runtime::asio::io_context io;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    fake_durability durability{io.get_executor()};
    fake_plane control{"control"};
    fake_plane aws{"aws"};
    http::dispatcher dispatcher{{{"/_ivschat", control}, {"", aws}}, durability, log};
    std::optional<http::reply> reply;
    bool is_done = false;
};

} // namespace

TEST_CASE_FIXTURE(dispatch_fixture, "a request goes to the plane whose prefix its path has") {
    struct {
        std::string target;
        std::string plane;
        std::string path;
    } const rows[] = {
        {.target = "/_ivschat", .plane = "control", .path = ""},
        {.target = "/_ivschat?query", .plane = "control", .path = ""},
        {.target = "/_ivschat/health/live", .plane = "control", .path = "/health/live"},
        {.target = "/_ivschat/clock?a=/b", .plane = "control", .path = "/clock"},
        {.target = "/_ivschatter", .plane = "aws", .path = "/_ivschatter"},
        {.target = "/CreateRoom", .plane = "aws", .path = "/CreateRoom"},
        {.target = "/", .plane = "aws", .path = "/"},
        {.target = "*", .plane = "aws", .path = "*"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.target);
        get(row.target);
        REQUIRE(reply);
        CHECK(reply->body == row.plane);
        CHECK((row.plane == "aws" ? aws : control).paths.back() == row.path);
    }
}

TEST_CASE_FIXTURE(dispatch_fixture, "a reply waits until its changes are durable") {
    durability.blocks = true;
    get("/CreateRoom");
    CHECK_FALSE(is_done);
    CHECK(aws.logged.empty());
    REQUIRE(durability.blocked != nullptr);
    durability.blocked->cancel();
    io.poll();
    CHECK(is_done);
    CHECK(durability.waited_for == std::vector<std::uint64_t>{7});
    CHECK(aws.logged == std::vector<std::string>{"200 aws"});
}

TEST_CASE_FIXTURE(dispatch_fixture, "a change that could not be saved is answered with 500") {
    durability.is_durable = false;
    get("/CreateRoom");
    REQUIRE(reply);
    CHECK(reply->status == 500);
    CHECK(reply->body.find("could not be saved") != std::string::npos);
    CHECK(aws.logged == std::vector<std::string>{"500 aws"});
}

TEST_CASE_FIXTURE(dispatch_fixture, "an exception becomes a reply, which is logged like others") {
    aws.throws = true;
    get("/CreateRoom");
    REQUIRE(reply);
    CHECK(reply->status == 500);
    CHECK(reply->body.find("a bug") == std::string::npos);
    CHECK(aws.logged == std::vector<std::string>{"500 aws"});
}

TEST_CASE_FIXTURE(dispatch_fixture, "no reply is passed on as none") {
    aws.replies = false;
    get("/CreateRoom");
    CHECK(is_done);
    CHECK_FALSE(reply);
    CHECK(aws.logged.empty());
}

TEST_CASE_FIXTURE(dispatch_fixture, "a call that waited depends on no change that others made") {
    control.while_waiting = [&] { durability.change = 9; };
    get("/_ivschat/journal/wait");
    CHECK(durability.waited_for == std::vector<std::uint64_t>{9});
}

TEST_CASE_FIXTURE(dispatch_fixture,
                  "a reply that a fault withholds stays withheld on a full disk") {
    aws.replies = false;
    durability.is_durable = false;
    get("/CreateRoom");
    CHECK(is_done);
    CHECK_FALSE(reply);
}

TEST_CASE_FIXTURE(dispatch_fixture, "a failed save is logged with its error") {
    aws.name = "";
    durability.is_durable = false;
    get("/CreateRoom");
    REQUIRE(reply);
    CHECK(http::error_name_of(*reply) == "InternalServerException");
    REQUIRE(aws.logged.size() == 1);
    CHECK(aws.logged[0].starts_with("500 The change could not be saved"));
}
