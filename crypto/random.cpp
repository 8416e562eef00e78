// The operating system's generator, a block at a time.
#include "crypto/random.hpp"

#include "crypto/secret.hpp"
#include "crypto/sodium.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

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

} // namespace ivschat::crypto
