// `ivschat-local token inspect`: prints the claims of a chat token.
#pragma once

#include <filesystem>
#include <string_view>

namespace ivschat::cli {

// Prints JSON, also for an expired token. Returns the exit status: 0; 1 if the key did not seal the
// token; 2 if the key file cannot be read.
int inspect_token(std::string_view token, const std::filesystem::path& key_file);

} // namespace ivschat::cli
