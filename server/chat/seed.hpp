// The random bytes of one command. They are drawn outside of chat/, so that a command that is
// replayed with its seed makes the same identifiers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ivschat::chat {

struct seed {
    std::array<std::byte, 16> bytes{};
};

// As many bytes as a command needs, always the same ones for the same seed. The first sixteen are
// the seed itself, which is enough for nearly every identifier. Not fit for secrets.
class seed_expander {
public:
    explicit seed_expander(const seed& seed) : seed_{seed.bytes}, block_{seed.bytes} {}

    void fill(std::span<std::byte> out);

private:
    using block = std::array<std::byte, 16>;

    void next_block();

    block seed_;
    block block_;
    std::size_t used_ = 0; // bytes of the block
    std::uint64_t blocks_ = 0;
};

} // namespace ivschat::chat
