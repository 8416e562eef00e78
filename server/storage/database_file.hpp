// Opens the database of a directory. The file is created if it is missing, recovered if a process
// died while it wrote, and migrated to the current schema. A file that is refused stays as it is,
// byte for byte.
#pragma once

#include "crypto/posix_file.hpp"
#include "storage/sqlite.hpp"

#include <filesystem>

namespace ivschat::storage {

// Locks the directory against other processes, and against other databases of this process. With
// SQLite's locks alone, two processes that start at once could both fail.
class directory_lock {
public:
    // Creates the directory, for its owner only, if it is missing. Throws storage_error.
    explicit directory_lock(const std::filesystem::path& directory);

private:
    posix::unique_fd directory_;
};

// The caller holds the directory's lock. Throws storage_error.
sqlite::connection open_database(const std::filesystem::path& file);

} // namespace ivschat::storage
