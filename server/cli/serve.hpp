// `ivschat-local` and `ivschat-local exec`: runs a server from its settings until it stops.
#pragma once

#include "cli/child_process.hpp"
#include "cli/command_line.hpp"

namespace ivschat::cli {

// Serves until a signal arrives or the command of exec ends; returns the exit status. Throws
// startup_error.
int serve(serve_command request, const inherited_state& inherited);

} // namespace ivschat::cli
