// A key file is written under a temporary name and then linked to its final one. Nobody ever sees
// half a file, and of several processes that start at once the later ones find the first one's key.
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
using boost::system::error_code;
using posix::last_error;
using posix::unique_fd;

constexpr std::string_view prefix = "ivschat-local-key-1 ";
// BLAKE2b's personalisation, which keeps ids apart from any other use of the key.
constexpr std::string_view id_context = "ivschat-local id";
static_assert(id_context.size() == crypto_generichash_blake2b_PERSONALBYTES);

key_file_error refuse(const fs::path& path, std::string_view what) {
    return {"The sealing key file " + path.string() + " " + std::string(what)};
}

fs::path directory_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

key_file_error cannot_create(const fs::path& path, const error_code& error) {
    auto text = "cannot be created: " + error.message() + ".";
    if (error == boost::system::errc::no_such_file_or_directory)
        text += " Create the directory " + directory_of(path).string() + " first.";
    else
        text += " Let this user write to its directory, or name another file.";
    return refuse(path, text);
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

// nullopt if there is no such file.
result<std::optional<secret<32>>, key_file_error> read_key(const fs::path& path) {
    // O_NONBLOCK: opening a named pipe would wait for a writer.
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) {
        if (errno == ENOENT) return std::optional<secret<32>>();
        return refuse(path, "cannot be read: " + last_error().message() +
                                ". Let this user read it, or name another file.");
    }
    struct stat about {};
    if (::fstat(file.number(), &about) != 0)
        return refuse(path, "cannot be read: " + last_error().message() + ".");
    if (!S_ISREG(about.st_mode))
        return refuse(path, "is not a regular file. Name a file, not a directory or device.");
    if ((about.st_mode & 077) != 0)
        return refuse(path, "can be read by others. Run: chmod 600 " + path.string());
    std::string text(256, '\0'); // longer than any key file
    const auto size = posix::read_up_to(file, text);
    auto key = size ? parse(std::string_view(text).substr(0, *size)) : std::nullopt;
    wipe(text);
    if (!size) return refuse(path, "cannot be read: " + size.error().message() + ".");
    if (!key)
        return refuse(path, "does not hold `ivschat-local-key-1 ` and 43 characters of base64url. "
                            "Restore it, or remove it to have a new one made; tokens sealed with "
                            "the old one then stop working.");
    return key;
}

error_code write_key_file(const fs::path& temporary, const secret<32>& key) {
    const unique_fd file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file) return last_error();
    auto encoded = base64url_encode(key.reveal());
    auto text = std::string(prefix) + encoded + "\n";
    // The umask may have taken away the owner's rights, too.
    auto error = ::fchmod(file.number(), S_IRUSR | S_IWUSR) == 0 ? error_code() : last_error();
    if (!error) error = posix::write_all(file, text);
    if (!error && ::fsync(file.number()) != 0) error = last_error();
    wipe(encoded);
    wipe(text);
    return error;
}

// Gives the file its final name; fails with EEXIST if that is taken.
error_code publish(const fs::path& temporary, const fs::path& path) {
    if (::link(temporary.c_str(), path.c_str()) == 0) return {};
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS) return last_error();
    // Some mounted volumes have no hard links.
    const auto at = AT_FDCWD;
    if (::renameat2(at, temporary.c_str(), at, path.c_str(), RENAME_NOREPLACE) == 0) return {};
    return last_error();
}

void sync_directory(const fs::path& path) {
    const unique_fd directory(
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
    const bool is_ours = error != boost::system::errc::file_exists;
    if (!error) error = publish(temporary, path);
    if (is_ours) ::unlink(temporary.c_str());
    if (error && error != boost::system::errc::file_exists) return cannot_create(path, error);
    sync_directory(path);
    // The key is read back because another process may have been first.
    return load(path);
}

} // namespace ivschat::crypto
