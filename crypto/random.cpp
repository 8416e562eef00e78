#include "crypto/random.hpp"

#include "crypto/secret.hpp"
#include "crypto/sodium.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ivschat::crypto {

void require_sodium() {
    static const int outcome = sodium_init();
    if (outcome < 0) throw std::runtime_error("libsodium could not be initialised");
}

random_source::~random_source() = default;

system_random::system_random() { require_sodium(); }

system_random::~system_random() { wipe(block_); }

void system_random::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        if (used_ == block_.size()) {
            randombytes_buf(block_.data(), block_.size());
            used_ = 0;
        }
        const auto part = std::min(out.size(), block_.size() - used_);
        const auto source = std::span(block_).subspan(used_, part);
        std::ranges::copy(source, out.begin());
        wipe(source);
        used_ += part;
        out = out.subspan(part);
    }
}

seeded_random::seeded_random(std::uint64_t seed, std::string_view purpose) {
    require_sodium();
    auto text = "ivschat-local seed " + std::to_string(seed);
    if (!purpose.empty()) text.append(" for ").append(purpose);
    crypto_generichash(key_.data(), key_.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr,
                       0);
}

void seeded_random::fill(std::span<std::byte> out) {
    static constexpr std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> nonce{};
    while (!out.empty()) {
        std::array<unsigned char, block_size> block{};
        crypto_stream_chacha20_xor_ic(block.data(), block.data(), block.size(), nonce.data(),
                                      position_ / block_size, key_.data());
        const auto offset = static_cast<std::size_t>(position_ % block_size);
        const auto part = std::min(out.size(), block_size - offset);
        std::ranges::copy(std::as_bytes(std::span(block)).subspan(offset, part), out.begin());
        position_ += part;
        out = out.subspan(part);
    }
}

} // namespace ivschat::crypto
