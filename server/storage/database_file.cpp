#include "storage/database_file.hpp"

#include "crypto/posix_file.hpp"
#include "storage/schema.hpp"
#include "storage/storage_error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace ivschat::storage {

namespace fs = std::filesystem;
using posix::last_error;
using posix::unique_fd;

namespace {

// The first bytes of a database (sqlite.org/fileformat2.html, section 1.3).
using file_header = std::array<unsigned char, 100>;
constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr std::size_t page_size_at = 16;
constexpr std::size_t application_id_at = 68;

storage_error refused(const fs::path& what, const std::string& why) {
    return storage_error{"The database " + what.string() + " " + why};
}

storage_error unusable(const fs::path& directory, const boost::system::error_code& why) {
    return storage_error{"The directory " + directory.string() + " cannot be used: " +
                         why.message() + ". Let this user write to it, or name another directory."};
}

fs::path wal_of(const fs::path& file) { return file.string() + "-wal"; }

std::uintmax_t size_of(const fs::path& file) {
    std::error_code absent;
    const auto size = fs::file_size(file, absent);
    return absent ? 0 : size;
}

// ---- Checks before SQLite opens the file, because SQLite might try to repair it ----

void create(const fs::path& file) {
    const unique_fd created{
        ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    // The umask may have taken away the owner's rights, too.
    if (!created || ::fchmod(created.number(), S_IRUSR | S_IWUSR) != 0) {
        throw refused(file, "cannot be created: " + last_error().message() +
                                ". Let this user write to its directory, or name another one.");
    }
}

// Nothing if the file is missing or empty; a process that dies early leaves an empty one.
std::optional<file_header> read_header(const fs::path& file) {
    // O_NONBLOCK: opening a named pipe would wait for a writer.
    const unique_fd opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!opened && errno == ENOENT) return std::nullopt;
    struct stat about {};
    if (!opened || ::fstat(opened.number(), &about) != 0) {
        throw refused(file, "cannot be read: " + last_error().message() +
                                ". Let this user read and write it, or name another directory.");
    }
    if (!S_ISREG(about.st_mode)) {
        throw refused(file, "is not a regular file. Move it away, or name another directory.");
    }
    if (about.st_size == 0) return std::nullopt;
    file_header header{}; // a short file leaves zeros at the end
    const auto size = ::pread(opened.number(), header.data(), header.size(), 0);
    if (size < 0)
        throw refused(file, "cannot be read: " + last_error().message() + ". Check the disk.");
    return header;
}

std::uint32_t big_endian(std::span<const unsigned char> bytes) {
    std::uint32_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
}

void check_header(const fs::path& file, const file_header& header) {
    const std::span bytes{header};
    if (!std::ranges::equal(magic, bytes.first(magic.size()))) {
        throw refused(file, "is not an SQLite database. Move it away, or name another directory.");
    }
    if (big_endian(bytes.subspan(application_id_at, 4)) != application_id) {
        throw refused(file, "belongs to another application. Move it away, or name another "
                            "directory.");
    }
    // SQLite would read zeros for the missing end of the last page. With a WAL, the cause may be an
    // interrupted checkpoint, which SQLite repeats. (A page size of 65,536 is written as 1.)
    const auto page_size = std::max(big_endian(bytes.subspan(page_size_at, 2)), 2U);
    if (size_of(file) % page_size != 0 && size_of(wal_of(file)) == 0) {
        throw damaged(file, "its last page is cut off");
    }
}

void inspect(const fs::path& file) {
    if (const auto header = read_header(file)) return check_header(file, *header);
    // SQLite would delete the WAL, and that may hold all of the data.
    if (size_of(wal_of(file)) > 0) {
        throw damaged(file, "it is missing or empty, but " + wal_of(file).string() + " is there");
    }
    std::error_code ignored;
    if (!fs::exists(file, ignored)) create(file);
}

// ---- Checks with SQLite that write nothing ----

// `PRAGMA quick_check` says "ok", or describes a fault in two lines.
std::string one_line(std::string found) {
    std::ranges::replace(found, '\n', ' ');
    return found;
}

void check_contents(sqlite::connection& connection, const fs::path& file) {
    if (connection.is_read_only()) {
        throw refused(file, "cannot be written. Let this user write to it and to its directory, "
                            "or name another directory.");
    }
    const auto version = connection.integer("PRAGMA user_version");
    const auto known = static_cast<std::int64_t>(migrations().size());
    if (version > known) {
        throw refused(file, "has schema version " + std::to_string(version) +
                                ", and this program knows versions up to " + std::to_string(known) +
                                ". Start a newer ivschat-local, or name another directory.");
    }
    const auto found = connection.text("PRAGMA quick_check(1)");
    if (found != "ok") throw damaged(file, one_line(found));
}

void configure_read_only(sqlite::connection& connection, const fs::path& file) {
    // A WAL that a dead process left behind is read but not checkpointed before all checks have
    // passed. The empty WAL that SQLite creates for reading is deleted again.
    connection.keep_wal_on_close(fs::exists(wal_of(file)));
    connection.execute("PRAGMA busy_timeout = 200;"
                       "PRAGMA query_only = ON;"
                       // Locks out other programs from the first read on, and keeps the WAL's index
                       // on the heap: without an -shm file, volumes need no shared memory.
                       "PRAGMA locking_mode = EXCLUSIVE;"
                       "PRAGMA cell_size_check = ON;"
                       "PRAGMA foreign_keys = ON;"
                       "PRAGMA temp_store = MEMORY;");
}

void configure_for_writing(sqlite::connection& connection) {
    connection.keep_wal_on_close(false);
    // NORMAL: the kernel holds a commit, which survives a kill -9 of this process, and the disk is
    // synced at each checkpoint. A power cut may lose the last commits, but never a part of one and
    // never the file. With FULL every commit would wait for the disk; a local emulator's state is
    // not worth that.
    connection.execute("PRAGMA query_only = OFF;"
                       "PRAGMA synchronous = NORMAL;");
}

} // namespace

directory_lock::directory_lock(const fs::path& named) {
    // The parent path of "data/" is "data".
    const auto directory = named.has_filename() ? named : named.parent_path();
    std::error_code failed;
    fs::create_directories(directory.parent_path(), failed);
    if (::mkdir(directory.c_str(), S_IRWXU) == 0) {
        ::chmod(directory.c_str(), S_IRWXU); // the umask may have taken away some of these rights
    }
    directory_ = unique_fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory_) throw unusable(directory, last_error());
    // Any other failure is ignored: some network volumes cannot lock directories, and there
    // SQLite's lock on the file must suffice.
    if (::flock(directory_.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        throw in_use(directory);
    }
}

sqlite::connection open_database(const fs::path& file) {
    inspect(file);
    try {
        sqlite::connection connection{file};
        configure_read_only(connection, file);
        check_contents(connection, file);
        configure_for_writing(connection);
        migrate(connection, migrations());
        // After the first migration: a database with a WAL must carry our application id.
        if (connection.text("PRAGMA journal_mode = WAL") != "wal") {
            throw refused(file, "cannot have a write-ahead log. Name a directory on another disk.");
        }
        return connection;
    } catch (const sqlite::error& error) {
        throw explain(file, error);
    }
}

} // namespace ivschat::storage
