// Files for tests.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace ivschat::support {

std::string read(const std::filesystem::path& file);
// Creates missing parent directories.
void write(const std::filesystem::path& file, std::string_view bytes);
// The contents of all files below a directory, by their paths relative to it. Empty if there is no
// such directory.
std::map<std::string, std::string> files_below(const std::filesystem::path& directory);

// A directory that is removed with its owner.
class scratch_directory {
public:
    scratch_directory();
    ~scratch_directory();
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;

    const std::filesystem::path& path() const { return path_; }
    // The path of an entry, as text for a command line.
    std::string path_of(std::string_view name) const { return (path_ / name).string(); }
    // Writes a file; returns its path.
    std::string write(std::string_view name, std::string_view bytes) const;
    std::map<std::string, std::string> files() const { return files_below(path_); }

private:
    std::filesystem::path path_;
};

} // namespace ivschat::support
