#include "crypto/secret.hpp"

#include <sodium.h>

namespace ivschat::crypto {

void wipe(std::span<std::byte> memory) noexcept { sodium_memzero(memory.data(), memory.size()); }

void wipe(std::string& text) noexcept {
    // Within the capacity: does not reallocate, so it does not throw.
    text.resize(text.capacity());
    sodium_memzero(text.data(), text.size());
    text.clear();
}

bool equal_constant_time(std::span<const std::byte> a, std::span<const std::byte> b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace ivschat::crypto
