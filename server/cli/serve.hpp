// From settings to a server that runs, and to its end.
#pragma once

#include "cli/child_process.hpp"
#include "cli/command_line.hpp"

namespace ivschat::cli {

// Serves until a signal, or until the command of exec has ended; returns the exit status. Throws
// startup_error. What is inherited is what this process began with.
int serve(serve_command what, const inherited_state& inherited);

} // namespace ivschat::cli
