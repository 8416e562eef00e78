// Writes to files that either succeed or leave the file as it was.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// Replaces the file by the pieces, one after another, and creates missing directories. Returns a
// sentence about the failure, empty on success.
std::string replace_file(const std::filesystem::path& file,
                         std::initializer_list<std::string_view> pieces);

// Appends to the file in the same way.
std::string append_to_file(const std::filesystem::path& file, std::string_view text);

// Appends to a file of that size; 0 stands for one that is missing, or whose content may go. Fails
// if the file has another size.
std::string append_at(const std::filesystem::path& file, std::size_t size, std::string_view text);

// Begins the names of files that are still being written. A crash may leave some behind.
inline constexpr std::string_view temporary_prefix = ".unfinished-";

} // namespace ivschat::chat_log
