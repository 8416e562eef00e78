// Decodes the conditions of a request on journal entries.
#pragma once

#include "control/journal_names.hpp"
#include "control/json_object.hpp"
#include "journal/condition.hpp"

#include <string_view>
#include <vector>

namespace ivschat::control {

// The condition that the entry's member equals `value`. Refuses values that no entry can have:
// unknown kinds, invalid numbers, and rooms that are neither an ARN nor an id.
model::result<journal::condition> to_condition(const named_field& field, std::string_view value);

// All conditions in the body; errors are added to those of `in`.
std::vector<journal::condition> read_conditions(object_reader& in);

} // namespace ivschat::control
