// `ivschat-local token inspect`: what a token says, for whoever holds the key.
#pragma once

#include <filesystem>
#include <string_view>

namespace ivschat::cli {

// Prints the claims as JSON, expired ones too. Exit status 0; 1 if the token does not open, 2 if
// the key cannot be used.
int inspect_token(std::string_view token, const std::filesystem::path& key_file);

} // namespace ivschat::cli
