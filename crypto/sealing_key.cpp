// A key file is written beside its final place and linked into it, so that nobody ever sees half
// of one and whoever comes second finds the first one's key.
#include "crypto/sealing_key.hpp"

#include "crypto/base64url.hpp"
#include "crypto/posix_file.hpp"
#include "crypto/sodium.hpp"

#include <boost/throw_exception.hpp>
#include <sodium.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace ivschat::crypto {

namespace {

using boost::system::result;
namespace fs = std::filesystem;
using posix::descriptor;
using posix::reason;

constexpr std::string_view prefix = "ivschat-local-key-1 ";
// BLAKE2b's personalisation has exactly 16 bytes: ids cannot collide with other uses of the key.
constexpr std::string_view id_context = "ivschat-local id";
static_assert(id_context.size() == crypto_generichash_blake2b_PERSONALBYTES);

key_file_error refuse(const fs::path& path, std::string_view what) {
    return {"The sealing key file " + path.string() + " " + std::string(what)};
}

fs::path directory_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

key_file_error cannot_create(const fs::path& path, int error) {
    auto text = "cannot be created: " + reason(error) + ".";
    if (error == ENOENT)
        text += " Create the directory " + directory_of(path).string() + " first.";
    else
        text += " Let this user write to its directory, or name another file.";
    return refuse(path, text);
}

std::string read_at_most(int number, std::size_t limit, int& error) {
    std::string text(limit, '\0');
    std::size_t size = 0;
    while (size < limit) {
        const auto got = ::read(number, text.data() + size, limit - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) error = errno;
        if (got <= 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

bool write_all(int number, std::string_view text) {
    while (!text.empty()) {
        const auto put = ::write(number, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

std::optional<secret<32>> parse(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (!text.starts_with(prefix)) return std::nullopt;
    auto bytes = base64url_decode(text.substr(prefix.size()));
    if (!bytes || bytes->size() != 32) return std::nullopt;
    secret<32> key(std::span<const std::byte, 32>(bytes->data(), 32));
    wipe(*bytes);
    return key;
}

// nullopt: there is no such file.
result<std::optional<secret<32>>, key_file_error> read_key(const fs::path& path) {
    // Not to hang on a named pipe.
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) {
        if (errno == ENOENT) return std::optional<secret<32>>();
        return refuse(path, "cannot be read: " + reason(errno) +
                                ". Let this user read it, or name another file.");
    }
    struct stat about {};
    if (::fstat(file.number(), &about) != 0)
        return refuse(path, "cannot be read: " + reason(errno) + ".");
    if (!S_ISREG(about.st_mode))
        return refuse(path, "is not a regular file. Name a file, not a directory or device.");
    if ((about.st_mode & 077) != 0)
        return refuse(path, "can be read by others. Run: chmod 600 " + path.string());
    int error = 0;
    auto text = read_at_most(file.number(), 256, error);
    if (error != 0) return refuse(path, "cannot be read: " + reason(error) + ".");
    auto key = parse(text);
    wipe(text);
    if (!key)
        return refuse(path, "does not hold `ivschat-local-key-1 ` and 43 characters of base64url. "
                            "Restore it, or remove it to have a new one made; tokens sealed with "
                            "the old one then stop working.");
    return key;
}

// 0, or an errno.
int write_key_file(const fs::path& temporary, const secret<32>& key) {
    const descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file) return errno;
    auto encoded = base64url_encode(key.reveal());
    auto text = std::string(prefix) + encoded + "\n";
    // The umask may have taken more away than others' rights.
    const bool good = ::fchmod(file.number(), S_IRUSR | S_IWUSR) == 0 &&
                      write_all(file.number(), text) && ::fsync(file.number()) == 0;
    const int error = good ? 0 : errno;
    wipe(encoded);
    wipe(text);
    return error;
}

// Gives the file its final name unless that is taken. 0, or an errno.
int publish(const fs::path& temporary, const fs::path& path) {
    if (::link(temporary.c_str(), path.c_str()) == 0) return 0;
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS) return errno;
    // Some mounted volumes have no hard links.
    const auto at = AT_FDCWD;
    return ::renameat2(at, temporary.c_str(), at, path.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
}

void sync_directory(const fs::path& path) {
    const descriptor directory(
        ::open(directory_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) ::fsync(directory.number());
}

} // namespace

void throw_exception_from_error(const key_file_error& error, const boost::source_location& where) {
    boost::throw_with_location(std::runtime_error(error.message), where);
}

sealing_key::sealing_key(secret<32> key) : key_(std::move(key)) {
    require_sodium();
    const auto input = reinterpret_cast<const unsigned char*>(key_.reveal().data());
    crypto_generichash_blake2b_salt_personal(
        reinterpret_cast<unsigned char*>(id_.data()), id_.size(), input, key_.reveal().size(),
        nullptr, 0, nullptr, reinterpret_cast<const unsigned char*>(id_context.data()));
}

sealing_key sealing_key::generate(random_source& source) {
    return sealing_key(secret<32>::random(source));
}

sealing_key sealing_key::from(secret<32> key) { return sealing_key(std::move(key)); }

result<sealing_key, key_file_error> sealing_key::load(const fs::path& path) {
    auto found = read_key(path);
    if (!found) return found.error();
    if (!*found) return refuse(path, "does not exist. Name the file that the server uses.");
    return sealing_key(std::move(**found));
}

result<sealing_key, key_file_error> sealing_key::load_or_create(const fs::path& path,
                                                                random_source& source) {
    auto found = read_key(path);
    if (!found) return found.error();
    if (*found) return sealing_key(std::move(**found));

    std::array<std::byte, 9> suffix{};
    source.fill(suffix);
    auto temporary = path;
    temporary += ".";
    temporary += base64url_encode(suffix);
    auto error = write_key_file(temporary, secret<32>::random(source));
    const bool wrote = error != EEXIST;
    if (error == 0) error = publish(temporary, path);
    if (wrote) ::unlink(temporary.c_str());
    if (error != 0 && error != EEXIST) return cannot_create(path, error);
    sync_directory(path);
    // Read back rather than remembered: it may be another process's.
    return load(path);
}

} // namespace ivschat::crypto
