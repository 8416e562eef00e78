// Bytes that must not be copied, printed or left behind in memory.
#pragma once

#include "crypto/random.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace ivschat::crypto {

// Overwrites memory. The optimiser does not remove this.
void wipe(std::span<std::byte> memory) noexcept;

// Overwrites a text, including its spare capacity, and clears it.
void wipe(std::string& text) noexcept;

// Compares in constant time for given lengths. Texts of different lengths differ.
bool equal_constant_time(std::span<const std::byte> a, std::span<const std::byte> b) noexcept;

// N secret bytes: move-only, wiped when destroyed or moved from, unprintable, compared in constant
// time. A moved-from secret holds zeros.
template <std::size_t N>
class secret {
public:
    static secret random(random_source& source) {
        secret made;
        source.fill(made.bytes_);
        return made;
    }
    explicit secret(std::span<const std::byte, N> bytes) {
        std::ranges::copy(bytes, bytes_.begin());
    }

    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    secret(secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
    secret& operator=(secret&& other) noexcept {
        if (this != &other) {
            bytes_ = other.bytes_;
            wipe(other.bytes_);
        }
        return *this;
    }
    ~secret() { wipe(bytes_); }

    // The bytes, for the algorithm that needs them. Valid during the lifetime of the secret.
    std::span<const std::byte, N> reveal() const noexcept { return bytes_; }

    friend bool operator==(const secret& a, const secret& b) noexcept {
        return equal_constant_time(a.bytes_, b.bytes_);
    }

    template <class Stream>
    friend Stream& operator<<(Stream&, const secret&) = delete;

private:
    secret() = default;

    std::array<std::byte, N> bytes_{};
};

} // namespace ivschat::crypto
