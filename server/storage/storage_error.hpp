// Errors of the state on disk: one line for the user that names the file and the remedy.
#pragma once

#include "storage/sqlite.hpp"

#include <filesystem>
#include <stdexcept>

namespace ivschat::storage {

struct storage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Turns an error of SQLite into a message of this program.
storage_error explain(const std::filesystem::path& database, const sqlite::error& error);

storage_error damaged(const std::filesystem::path& database, const std::string& how);
storage_error in_use(const std::filesystem::path& directory);

} // namespace ivschat::storage
