// Initialises libsodium, which chooses its fastest implementations once per process.
#pragma once

namespace ivschat::crypto {

// Throws std::runtime_error if the library cannot be used. Calls after the first one are cheap.
void require_sodium();

} // namespace ivschat::crypto
