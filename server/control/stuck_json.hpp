// What replies say of sessions whose peers do not read.
#pragma once

#include "text/json_writer.hpp"

#include <cstdint>
#include <vector>

namespace ivschat::control {

// The member `stuck`, with the sessions' numbers; nothing if there is none.
inline void write_stuck(text::json_writer& json, const std::vector<std::uint64_t>& stuck) {
    if (stuck.empty()) return;
    json.key("stuck").begin_array();
    for (const auto each : stuck) json.integer(static_cast<std::int64_t>(each));
    json.end_array();
}

} // namespace ivschat::control
