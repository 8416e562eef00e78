// Rooms of the user's choosing, from a JSON file: tests hard-code ARNs.
#pragma once

#include "chat/room.hpp"

#include <filesystem>
#include <stdexcept>
#include <vector>

namespace ivschat {

// What keeps the program from starting; the message is one line for its user.
struct startup_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// {"rooms": [{"arn": ..., members as in GetRoom's reply, all optional}]}. What is left out has
// AWS's defaults and the time `now`. Throws startup_error, naming the file, the member and the
// remedy; members that nobody knows are refused, since they are typing errors.
std::vector<chat::room> load_seeds(const std::vector<std::filesystem::path>& files,
                                   chat::timestamp now);

} // namespace ivschat
