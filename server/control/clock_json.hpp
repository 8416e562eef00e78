// The clock as JSON: GET and POST /_ivschat/clock.
#pragma once

#include "core/adjustable_clock.hpp"
#include "model/api_error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::control {

enum class clock_change : std::uint8_t { freeze, resume, move };

struct clock_command {
    clock_change change = {};
    runtime::timestamp target = {}; // of move only
};

// One of {"freeze": true}, {"resume": true}, {"set": "2030-01-01T00:00:00Z"} and
// {"advance": "PT61M"}. The error is a ValidationException, for example for a time in the past.
model::result<clock_command> parse_clock(const adjustable_clock& clock, std::string_view body);

// {"now": "2030-01-01T00:00:00Z", "frozen": true, "realTime": "2026-11-22T07:56:05.1Z"}
// `stuck` are sessions that could not be told what has fallen due; left out if there is none.
std::string write_clock(const adjustable_clock& clock,
                        const std::vector<std::uint64_t>& stuck = {});

} // namespace ivschat::control
