// From what a client wants of entries to conditions.
#pragma once

#include "control/journal_names.hpp"
#include "control/json_object.hpp"
#include "journal/condition.hpp"

#include <string_view>
#include <vector>

namespace ivschat::control {

// The entry's member must be `value`. Refuses kinds that do not exist, numbers that are none and
// rooms that are neither an ARN nor an id: no entry could ever have them.
model::result<journal::condition> to_condition(const named_field& field, std::string_view value);

// All members of the body that are members of entries; complains to `in`.
std::vector<journal::condition> read_conditions(object_reader& in);

} // namespace ivschat::control
