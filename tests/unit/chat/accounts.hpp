// Several accounts and regions with their rooms, under load.
#pragma once

#include "callers.hpp"
#include "party.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::chat::test {

inline constexpr int a_minute = 60; // seconds

inline std::vector<api_operation> all_operations() {
    std::vector<api_operation> all;
    for (std::size_t i = 0; i < api_operation_count; ++i) {
        all.push_back(static_cast<api_operation>(i));
    }
    return all;
}

// Those for which AWS documents a rate.
inline std::vector<api_operation> limited_operations() {
    auto limited = all_operations();
    std::erase_if(limited, [](api_operation each) { return aws_quotas().of(each) == 0; });
    return limited;
}

inline std::string room_of(const std::string& account, const std::string& region) {
    return "arn:aws:ivschat:" + region + ":" + account + ":room/AbCdEfGhIjKl";
}

inline std::string numbered_room(int number) {
    auto id = std::to_string(number);
    return "arn:aws:ivschat:us-east-1:123456789012:room/" + std::string(12 - id.size(), 'N') + id;
}

struct accounts : party {
    explicit accounts(const quotas& limits) : party{{.quotas = limits}} {
        for (const auto& each :
             {room_of("111111111111", "us-east-1"), room_of("123456789012", "eu-west-1")}) {
            chat.restore(make_room(each, start));
        }
    }

    // Counts one request of a backend, for any operation.
    std::optional<refusal> ask(api_operation operation, const std::string& account = "123456789012",
                               const std::string& region = "us-east-1") {
        done.clear();
        const auto who = resident(account, region);
        if (auto why = refusal_of(chat.admit_operation(now, who, operation))) return why;
        const auto room = room_of(account, region);
        if (operation == api_operation::delete_message) {
            return refusal_of(chat.send(
                now, who, room,
                delete_message{.request_id = {}, .message_id = "AbCdEfGhIjKl", .reason = {}},
                done));
        }
        if (operation == api_operation::disconnect_user) {
            return refusal_of(chat.send(
                now, who, room,
                disconnect_user{.request_id = {}, .user_id = "nobody", .reason = {}}, done));
        }
        return std::nullopt;
    }

    std::optional<refusal> create(const caller& who) {
        return refusal_of(chat.create_room(now, who, {}, done));
    }
    std::optional<refusal> configure(const caller& who) {
        const logging_configuration_settings settings{
            .name = {},
            .destination = {.kind = destination_kind::s3, .name = "bucket"},
            .tags = {}};
        return refusal_of(chat.create_logging_configuration(now, who, settings, done));
    }
    std::optional<refusal> connect(const grant& grant) {
        return refusal_of(chat.connect(now, grant, done));
    }
};

// Calls `attempt()` evenly at this rate for a minute and counts how often it was admitted.
template <class Attempt>
int under_load(party& p, double per_second, Attempt attempt) {
    const auto begin = p.now;
    const auto total = static_cast<int>(per_second * a_minute);
    int admitted = 0;
    for (int i = 0; i < total; ++i) {
        p.now = begin + std::chrono::nanoseconds{std::llround(i * 1e9 / per_second)};
        if (attempt()) ++admitted;
    }
    return admitted;
}

inline void check_near(int admitted, std::uint32_t per_second) {
    const double expected = per_second * a_minute;
    CHECK(admitted >= 0.95 * expected);
    CHECK(admitted <= 1.05 * expected);
}

inline refusal refusal_for(api_operation operation) {
    const bool is_messaging =
        operation == api_operation::delete_message || operation == api_operation::disconnect_user;
    return is_messaging ? refusal::account_rate_exceeded : refusal::operation_rate_exceeded;
}

} // namespace ivschat::chat::test
