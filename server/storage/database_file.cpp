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
using posix::descriptor;
using posix::reason;

namespace {

// The first bytes of a database (sqlite.org/fileformat2.html, section 1.3).
using file_header = std::array<unsigned char, 100>;
constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr std::size_t page_size_at = 16;
constexpr std::size_t application_id_at = 68;

storage_error refused(const fs::path& what, const std::string& why) {
    return storage_error{"The database " + what.string() + " " + why};
}

storage_error unusable(const fs::path& directory, int error) {
    return storage_error{"The directory " + directory.string() + " cannot be used: " +
                         reason(error) + ". Let this user write to it, or name another directory."};
}

fs::path wal_of(const fs::path& file) { return file.string() + "-wal"; }

std::uintmax_t size_of(const fs::path& file) {
    std::error_code absent;
    const auto size = fs::file_size(file, absent);
    return absent ? 0 : size;
}

// ---- Before SQLite sees the file, which it might try to repair ----

void create(const fs::path& file) {
    const descriptor made{
        ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    // The umask may have taken more away than others' rights.
    if (!made || ::fchmod(made.number(), S_IRUSR | S_IWUSR) != 0) {
        throw refused(file, "cannot be made: " + reason(errno) +
                                ". Let this user write to its directory, or name another one.");
    }
}

// Nothing if there is no file or an empty one, as is left when a process dies early.
std::optional<file_header> read_header(const fs::path& file) {
    // Not to hang on a named pipe.
    const descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!opened && errno == ENOENT) return std::nullopt;
    struct stat about {};
    if (!opened || ::fstat(opened.number(), &about) != 0) {
        throw refused(file, "cannot be read: " + reason(errno) +
                                ". Let this user read and write it, or name another directory.");
    }
    if (!S_ISREG(about.st_mode)) {
        throw refused(file, "is not a regular file. Move it away, or name another directory.");
    }
    if (about.st_size == 0) return std::nullopt;
    file_header header{}; // stays zero behind the end of a short file
    const auto size = ::pread(opened.number(), header.data(), header.size(), 0);
    if (size < 0) throw refused(file, "cannot be read: " + reason(errno) + ". Look at the disk.");
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
    // SQLite would take what is missing of the last page for zeros. (65,536 is written as 1.) With
    // a WAL it may be a checkpoint that did not end, which is mended from there.
    const auto page_size = std::max(big_endian(bytes.subspan(page_size_at, 2)), 2U);
    if (size_of(file) % page_size != 0 && size_of(wal_of(file)) == 0) {
        throw damaged(file, "its last page is cut off");
    }
}

void inspect(const fs::path& file) {
    if (const auto header = read_header(file)) return check_header(file, *header);
    // SQLite would throw the WAL away, and it may be all that is left.
    if (size_of(wal_of(file)) > 0) {
        throw damaged(file, "it is missing or empty, but " + wal_of(file).string() + " is there");
    }
    std::error_code none;
    if (!fs::exists(file, none)) create(file);
}

// ---- With SQLite, but without a write ----

// `PRAGMA quick_check` says "ok", or one line on where it was and one on what it found.
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

void set_up_for_looking(sqlite::connection& connection, const fs::path& file) {
    // Until all is checked, what a dead process left in the WAL is read but not moved; the empty
    // one that SQLite makes just to look goes again.
    connection.keep_wal_on_close(fs::exists(wal_of(file)));
    connection.execute("PRAGMA busy_timeout = 200;"
                       "PRAGMA query_only = ON;"
                       // Other programs stay out from the first read on, and the WAL's index lives
                       // on the heap: no -shm file, and volumes without shared memory will do.
                       "PRAGMA locking_mode = EXCLUSIVE;"
                       "PRAGMA cell_size_check = ON;"
                       "PRAGMA foreign_keys = ON;"
                       "PRAGMA temp_store = MEMORY;");
}

void set_up_for_writing(sqlite::connection& connection) {
    connection.keep_wal_on_close(false);
    // NORMAL: a commit is in the kernel's hands, where it outlives a kill -9 of this process, but
    // is synced to the disk only with each checkpoint. A power cut may cost the last commits; never
    // half of one, and never the file. FULL would make every commit wait for the disk, which is
    // more than a local emulator's state is worth.
    connection.execute("PRAGMA query_only = OFF;"
                       "PRAGMA synchronous = NORMAL;");
}

} // namespace

directory_lock::directory_lock(const fs::path& named) {
    // "data/" has the parent "data".
    const auto directory = named.has_filename() ? named : named.parent_path();
    std::error_code failed;
    fs::create_directories(directory.parent_path(), failed);
    if (::mkdir(directory.c_str(), S_IRWXU) == 0) {
        ::chmod(directory.c_str(), S_IRWXU); // the umask may have taken some of that away
    }
    descriptor_ = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0) throw unusable(directory, errno);
    // Some network volumes cannot lock directories; SQLite's lock on the file has to do there.
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor_);
        throw in_use(directory);
    }
}

directory_lock::~directory_lock() { ::close(descriptor_); }

sqlite::connection open_database(const fs::path& file) {
    inspect(file);
    try {
        sqlite::connection connection{file};
        set_up_for_looking(connection, file);
        check_contents(connection, file);
        set_up_for_writing(connection);
        migrate(connection, migrations());
        // After the first migration, for the WAL's database must carry our application id.
        if (connection.text("PRAGMA journal_mode = WAL") != "wal") {
            throw refused(file, "cannot have a write-ahead log. Name a directory on another disk.");
        }
        return connection;
    } catch (const sqlite::error& error) {
        throw explain(file, error);
    }
}

} // namespace ivschat::storage
