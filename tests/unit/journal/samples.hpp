// Entries and expectations to try the journal with.
#pragma once

#include "journal/expectation.hpp"

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

inline std::vector<std::uint64_t> numbers_of(const std::vector<entry>& entries) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : entries) numbers.push_back(each.number);
    return numbers;
}

} // namespace ivschat::journal::test
