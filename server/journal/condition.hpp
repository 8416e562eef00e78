// Conditions on journal entries: which member they test, and for what.
#pragma once

#include "journal/entry.hpp"
#include "journal/pattern.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ivschat::journal {

enum class field : std::uint8_t {
    kind,
    room, // matched by ARN or by id
    session,
    user,
    target_user,
    operation,
    code,
    error_name,
    reason,
    request_id,
    message_id,
    event_name,
    content,
    attribute,
};

struct equal_to {
    std::string text;
};
struct containing {
    std::string text;
};

// Numbers and kinds are compared as text ("429", "api_call").
struct condition {
    field where = {};
    std::string attribute = {}; // the key, if `where` is field::attribute
    std::variant<equal_to, containing, pattern> wanted = {};
};

enum class comparison : std::uint8_t {
    satisfied,
    different, // the member has another value
    absent,    // the entry does not have the member
};

comparison compare(const entry& entry, const condition& condition);

inline bool satisfies(const entry& entry, const condition& condition) {
    return compare(entry, condition) == comparison::satisfied;
}

// The value that the condition tests; nothing if the entry does not have it.
std::optional<std::string> value_of(const entry& entry, const condition& condition);

// The text or the pattern that is wanted.
std::string_view text_of(const condition& condition);

// Matches entries with a number greater than `after` that satisfy all conditions.
struct filter {
    std::vector<condition> conditions = {};
    std::uint64_t after = 0;
};

bool matches(const filter& filter, const entry& entry);

} // namespace ivschat::journal
