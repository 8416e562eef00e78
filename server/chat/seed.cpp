#include "chat/seed.hpp"

#include <algorithm>

namespace ivschat::chat {
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);

// Byte by byte, so that every machine expands a seed alike.
std::uint64_t read_word(std::span<const std::byte> bytes, std::size_t at) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < word_size; ++i) {
        word |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
    }
    return word;
}

void write_word(std::span<std::byte> bytes, std::size_t at, std::uint64_t word) {
    for (std::size_t i = 0; i < word_size; ++i) {
        bytes[at + i] = static_cast<std::byte>(word >> (8 * i));
    }
}

// SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t mix(std::uint64_t word) {
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31U);
}

} // namespace

void seed_expander::next_block() {
    constexpr std::uint64_t increment = 0x9e3779b97f4a7c15U;
    const auto step = ++blocks_ * increment;
    const auto low = mix(read_word(seed_, 0) + step);
    const auto high = mix(read_word(seed_, word_size) + mix(step));
    write_word(block_, 0, low ^ high);
    write_word(block_, word_size, mix(low) + high);
    used_ = 0;
}

void seed_expander::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        if (used_ == block_.size()) next_block();
        const auto part = std::min(out.size(), block_.size() - used_);
        std::ranges::copy(std::span{block_}.subspan(used_, part), out.begin());
        used_ += part;
        out = out.subspan(part);
    }
}

} // namespace ivschat::chat
