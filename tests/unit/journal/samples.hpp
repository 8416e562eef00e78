// Entries and conditions for the journal's tests.
#pragma once

#include "journal/expectation.hpp"
#include "journal/journal.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ivschat::journal::test {

inline const std::string lobby = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
inline const std::string attic = "arn:aws:ivschat:us-east-1:123456789012:room/ZyXwVuTsRqPo";

inline entry message(std::string user, std::string content, const std::string& room = lobby) {
    return {.kind = entry_kind::outbound,
            .connections = 2,
            .room_arn = room,
            .user_id = std::move(user),
            .operation = "MESSAGE",
            .message_id = "M2YcHkgffEvU",
            .content = std::move(content)};
}

// An entry with every member set.
inline const entry full{
    .number = 7,
    .time =
        chat::timestamp{std::chrono::seconds{1795334165} + std::chrono::nanoseconds{123'450'000}},
    .kind = entry_kind::outbound,
    .code = 429,
    .connections = 12,
    .session = 3,
    .room_arn = lobby,
    .user_id = "alice",
    .target_user_id = "bob",
    .operation = "DisconnectUser",
    .error_name = "ThrottlingException",
    .reason = "too fast",
    .request_id = "r-1",
    .message_id = "M2YcHkgffEvU",
    .event_name = "app:poll",
    .content = "hello",
    .attributes = {{{"empty", ""}, {"color", "red"}}},
    .capabilities = {{chat::capability::delete_message, chat::capability::send_message}}};

inline condition is(field where, std::string text) {
    return {.where = where, .wanted = equal_to{std::move(text)}};
}
inline condition has(field where, std::string text) {
    return {.where = where, .wanted = containing{std::move(text)}};
}
inline condition matches(field where, std::string_view text) {
    return {.where = where, .wanted = pattern::compile(text).value()};
}
inline condition attribute(std::string key, std::string text) {
    return {.where = field::attribute,
            .attribute = std::move(key),
            .wanted = equal_to{std::move(text)}};
}

// The whole reply to a query.
struct page {
    std::vector<entry> entries = {};
    std::uint64_t last = 0;
    std::uint64_t lost = 0;
    bool has_more = false;
};

inline page find(const journal& in, query wanted = {}) {
    page result;
    auto cursor = in.find(std::move(wanted));
    cursor.advance([&](const entry& found) { result.entries.push_back(found); }, unlimited());
    result.last = cursor.last();
    result.lost = cursor.lost();
    result.has_more = cursor.has_more();
    return result;
}

inline std::vector<std::uint64_t> numbers_of(const std::vector<entry>& entries) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : entries) numbers.push_back(each.number);
    return numbers;
}

} // namespace ivschat::journal::test
