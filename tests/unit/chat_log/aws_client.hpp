// The client side of a fake AWS service, which verifies signatures strictly. The formats are those
// of the services' API references.
#pragma once

#include "chat_log/aws_destinations.hpp"
#include "fake_aws.hpp"
#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace ivschat::chat_log::test {

struct aws_client {
    runtime::asio::io_context loop;
    outbound::http_client client{loop.get_executor(), {}};
    worker_thread worker{loop.get_executor()};

    aws_caller caller(const fake_aws& service, std::string name,
                      std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
        return {client,
                worker,
                {.endpoint = service.url(),
                 .credentials = known_credentials(),
                 .name = std::move(name),
                 .timeout = timeout}};
    }

    attempt under_way;

    outcome deliver(destination& to, batch& what) {
        std::optional<outcome> result;
        runtime::asio::co_spawn(loop.get_executor(), to.deliver(what, under_way),
                                [&](const std::exception_ptr& thrown, outcome reported) {
                                    if (!thrown) result = std::move(reported);
                                });
        loop.restart();
        while (!result && loop.run_one() > 0) {
        }
        REQUIRE(result.has_value());
        return *result;
    }
};

inline std::string decode_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text.substr(0, text.find('='))) {
        bits = bits << 6U | static_cast<unsigned>(alphabet.find(c));
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
    }
    return bytes;
}

inline answer aws_error(const std::string& type) {
    return {.status = 400, .body = nlohmann::json{{"__type", type}, {"message", "no"}}.dump()};
}

} // namespace ivschat::chat_log::test
