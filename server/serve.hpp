// From settings to a server that runs, and to its end.
#pragma once

#include "child_process.hpp"
#include "options/command_line.hpp"

namespace ivschat {

// Serves until a signal, or until the command of exec has ended; returns the exit status. Throws
// startup_error. What is inherited is what this process began with.
int serve(serve_command what, const inheritance& inherited);

} // namespace ivschat
