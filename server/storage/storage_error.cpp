#include "storage/storage_error.hpp"

#include <sqlite3.h>

namespace ivschat::storage {

storage_error damaged(const std::filesystem::path& database, const std::string& how) {
    return storage_error{"The database " + database.string() + " is damaged: " + how +
                         ". Restore the directory from a backup, or move the file away to start "
                         "without state."};
}

storage_error in_use(const std::filesystem::path& directory) {
    return storage_error{"The directory " + directory.string() +
                         " is in use by another process. Stop that one, or name another "
                         "directory."};
}

storage_error explain(const std::filesystem::path& database, const sqlite::error& error) {
    const std::string subject = "The database " + database.string();
    const std::string what = error.what();
    switch (error.code() & 0xff) { // the primary result code
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_MISMATCH:
        return damaged(database, what);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return in_use(database.parent_path());
    case SQLITE_FULL:
        return storage_error{subject +
                             " cannot be written: the disk is full. Free some space on it."};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return storage_error{subject + " cannot be written: " + what +
                             ". Let this user write to the file and its directory, or name "
                             "another directory."};
    case SQLITE_IOERR:
        return storage_error{subject + " cannot be read or written: " + what +
                             ". Check the disk and its free space, or name another directory."};
    default:
        return storage_error{subject + " failed: " + what + ". Please report this as a bug."};
    }
}

} // namespace ivschat::storage
