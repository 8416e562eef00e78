// The frame of every program of the bench: what goes wrong is told on standard error.
#pragma once

#include <csignal>
#include <cstdio>
#include <exception>

namespace ivschat::bench {

// Exit status 2 if `body`, which returns the exit status, throws.
template <class Body>
int run_program(const char* name, Body body) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return body();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", name, error.what());
        return 2;
    }
}

} // namespace ivschat::bench
