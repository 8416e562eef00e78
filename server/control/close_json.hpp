// The code and the reason of a close frame, as requests and fault rules give them.
#pragma once

#include "control/json_object.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ivschat::control {

struct close_members {
    std::optional<std::uint16_t> code = {};
    std::string reason = {};
};

// Reads "code" and "reason", both optional. Reports what no close frame can carry.
close_members read_close(object_reader& in);

} // namespace ivschat::control
