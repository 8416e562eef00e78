// libsodium chooses its fast implementations once per process, when asked to.
#pragma once

namespace ivschat::crypto {

// Throws std::runtime_error if the library cannot be used. Cheap after the first call.
void require_sodium();

} // namespace ivschat::crypto
