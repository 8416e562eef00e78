// A client with an event loop of its own, and requests for it.
#pragma once

#include "outbound/http_client.hpp"
#include "scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace ivschat::outbound::test {

using outcome = boost::system::result<http_response, http_failure>;

inline url to(const scripted_server& server, std::string target = "/") {
    return {.host = "127.0.0.1", .port = server.port(), .target = std::move(target)};
}

inline http_request post(const scripted_server& server, std::string body) {
    return {.where = to(server), .headers = {}, .body = std::move(body)};
}

// Too long to be reached.
inline constexpr std::chrono::seconds long_timeout{20};

class client_under_test {
public:
    explicit client_under_test(http_client_settings settings = {})
        : client_{std::in_place, loop_.get_executor(), std::move(settings)} {}

    runtime::executor executor() { return loop_.get_executor(); }
    http_client& client() { return *client_; }
    void destroy() { client_.reset(); }

    // Runs the loop until the exchange ends.
    outcome send(http_request request, std::chrono::milliseconds within = long_timeout,
                 std::size_t body_limit = 1000) {
        start(prepare(std::move(request), within, body_limit));
        finish();
        auto result = std::move(results_.front());
        results_.clear();
        return result;
    }

    std::vector<outcome> send_together(std::size_t count, const http_request& request) {
        for (std::size_t i = 0; i < count; ++i) start(request);
        finish();
        return std::exchange(results_, {});
    }

    // An exchange that does not start before it is awaited.
    runtime::awaitable<outcome> prepare(http_request request,
                                        std::chrono::milliseconds within = long_timeout,
                                        std::size_t body_limit = 1000) {
        return client_->send(std::move(request), std::chrono::steady_clock::now() + within,
                             body_limit);
    }

    void start(runtime::awaitable<outcome> exchange) {
        ++running_;
        runtime::asio::co_spawn(loop_, std::move(exchange),
                                [this](std::exception_ptr bug, outcome result) {
                                    if (bug) std::rethrow_exception(bug);
                                    --running_;
                                    results_.push_back(std::move(result));
                                });
    }
    void start(http_request request) { start(prepare(std::move(request))); }

    void finish() {
        while (running_ > 0) loop_.run_one();
    }

    // Runs the loop until it has no work left.
    void run() { loop_.run(); }

    template <class Condition>
    void run_until(Condition holds) {
        while (!holds()) loop_.run_one();
    }

    std::vector<outcome> results() { return std::exchange(results_, {}); }

private:
    runtime::asio::io_context loop_{1};
    std::optional<http_client> client_;
    std::size_t running_ = 0;
    std::vector<outcome> results_;
};

} // namespace ivschat::outbound::test
