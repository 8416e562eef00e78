// The fault rules as JSON: PUT and GET /_ivschat/faults, and "faults" in a seed file.
#pragma once

#include "faults/rule_set.hpp"
#include "model/api_error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace ivschat::control {

// {"seed": 7,
//  "rules": [{"name": "flaky",
//             "match": {"plane": "control", "operation": "SendEvent",
//                       "room": "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",
//                       "user": "alice", "skip": 1, "every": 2, "first": 3, "probability": 0.5},
//             "effect": {"delay": "PT0.2S", "error": {"name": "ThrottlingException"}}}]}
//
// The plane may be omitted if the operation, the action or the effect belongs to one plane only.
// For effects see fault_effects_json. At most 256 rules. `counts`, which write_faults adds, is
// ignored. The error is a ValidationException with the path of the member.
model::result<faults::configuration> parse_faults(std::string_view body);

// The same from a part of a document; `path` is where it stands.
model::result<faults::configuration> read_faults(const nlohmann::json& value, std::string path);

// The rules with their seed, in the form that parse_faults reads.
enum class counts : bool { left_out, shown };
std::string write_faults(const faults::rule_set& rules, counts counted = counts::shown);

} // namespace ivschat::control
