// Files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// The pieces, one behind the other, in the place of whatever was there; folders are made. The
// result is a sentence about what went wrong, empty if nothing did.
std::string replace_file(const std::filesystem::path& file,
                         std::initializer_list<std::string_view> pieces);

// Behind what is there already; if that fails, the file is as it was.
std::string append_to_file(const std::filesystem::path& file, std::string_view text);

// Begins the names of files that are not whole yet; a crash may leave some behind.
inline constexpr std::string_view unfinished_prefix = ".unfinished-";

} // namespace ivschat::chat_log
