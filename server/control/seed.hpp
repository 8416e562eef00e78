// State of the user's choosing, from a JSON file: tests hard-code ARNs.
#pragma once

#include "chat/logging_configuration.hpp"
#include "chat/room.hpp"
#include "chat/service.hpp"
#include "faults/rule_set.hpp"
#include "runtime/startup_error.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::control {

struct seeds {
    std::vector<chat::logging_configuration> logging_configurations;
    std::vector<chat::room> rooms;
    std::optional<faults::configuration> faults = {}; // as PUT /_ivschat/faults takes them
};

// {"rooms": [...], "loggingConfigurations": [...]}: members as in the replies of GetRoom and
// GetLoggingConfiguration, with "faults" beside them; all optional but `arn` and
// `destinationConfiguration`. What is left out has AWS's defaults and the time `now`. Throws
// startup_error, naming the file, the member and the remedy; members that nobody knows are refused,
// since they are typing errors.
seeds load_seeds(const std::vector<std::filesystem::path>& files, chat::timestamp now);

// The same of one document; the error does not name a file.
seeds read_seed(std::string_view document, chat::timestamp now);

// The whole state as a seed file, which brings the same state when it is loaded. Without rules it
// has no "faults".
std::string export_seed(const chat::service& service, const faults::rule_set& rules);

} // namespace ivschat::control
