// The key that seals chat tokens, and the file that lets several replicas share it.
#pragma once

#include "crypto/random.hpp"
#include "crypto/secret.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/config.hpp>
#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace ivschat::crypto {

// Why a key file cannot be used. The message names the file and the remedy.
struct key_file_error {
    std::string message;
};
BOOST_NORETURN void throw_exception_from_error(const key_file_error& error,
                                               const boost::source_location& where);

// A key of 256 bits with a public id. Tokens carry the id of the key that sealed them.
class sealing_key {
public:
    using id_type = std::array<std::byte, 8>;

    static sealing_key generate(random_source& source);

    // For keys that are not stored in a key file.
    static sealing_key from(secret<32> key);

    // Reads the key file, or creates it (mode 0600) if it is missing. Several processes that start
    // at once get the same key. Refuses a file that other users may read, or that contains anything
    // but `ivschat-local-key-1 <base64url of 32 bytes>`.
    static boost::system::result<sealing_key, key_file_error>
    load_or_create(const std::filesystem::path& path, random_source& source);

    // The same, but never creates the file.
    static boost::system::result<sealing_key, key_file_error>
    load(const std::filesystem::path& path);

    // Derived from the key and safe to publish.
    const id_type& id() const noexcept { return id_; }
    std::span<const std::byte, 32> reveal() const noexcept { return key_.reveal(); }

private:
    explicit sealing_key(secret<32> key);

    secret<32> key_;
    id_type id_;
};

} // namespace ivschat::crypto
