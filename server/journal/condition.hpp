// One thing that an entry may be asked for: one member of it, and what that must be.
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

// Numbers and kinds are compared as texts ("429", "api_call").
struct condition {
    field where = {};
    std::string attribute = {}; // its key, if `where` is an attribute
    std::variant<equal_to, containing, pattern> wanted = {};
};

bool fulfils(const entry& entry, const condition& condition);

// What the entry has where the condition looks; nothing if it has none.
std::optional<std::string> found_in(const entry& entry, const condition& condition);

std::string_view text_of(const condition& condition);

// All of the conditions, among the entries with a number greater than `after`.
struct filter {
    std::vector<condition> conditions = {};
    std::uint64_t after = 0;
};

bool admits(const filter& filter, const entry& entry);

} // namespace ivschat::journal
