// From a directory to an open database: made if absent, recovered if a process died over it,
// brought to today's schema; or refused, and then left as it is, byte for byte.
#pragma once

#include "storage/sqlite.hpp"

#include <filesystem>

namespace ivschat::storage {

// Keeps other processes, and other databases of this one, out of the directory. SQLite's own locks
// alone would let two processes that start at once shut each other out.
class directory_lock {
public:
    // Makes the directory, for its owner only, if there is none. Throws storage_error.
    explicit directory_lock(const std::filesystem::path& directory);
    directory_lock(const directory_lock&) = delete;
    directory_lock& operator=(const directory_lock&) = delete;
    ~directory_lock();

private:
    int descriptor_;
};

// The file's directory must be locked. Throws storage_error.
sqlite::connection open_database(const std::filesystem::path& file);

} // namespace ivschat::storage
