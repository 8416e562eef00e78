// The main function of every program of the benchmark. Errors go to standard error.
#pragma once

#include <csignal>
#include <cstdio>
#include <exception>

namespace ivschat::bench {

// Returns what `body` returns, or 2 if it throws.
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
