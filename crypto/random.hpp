// Sources of random bytes. They are arguments of everything that needs randomness, so that tests
// can choose the bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ivschat::crypto {

class random_source {
public:
    random_source() = default;
    random_source(const random_source&) = delete;
    random_source& operator=(const random_source&) = delete;
    virtual ~random_source();

    // Fills `out` with random bytes.
    virtual void fill(std::span<std::byte> out) = 0;
};

// Lives on one shard. The operating system's generator, which is fit for keys. It is read in
// blocks, because a system call for each nonce would cost 480 ns. Bytes that were handed out are
// wiped from the block. Must not be used across a fork().
class system_random final : public random_source {
public:
    system_random();
    ~system_random() override;

    void fill(std::span<std::byte> out) override;

private:
    std::array<std::byte, 4096> block_;
    std::size_t used_ = sizeof(block_);
};

// Lives on one shard. Gives the same bytes in every run, for golden files. Nothing made of them is
// secret.
class seeded_random final : public random_source {
public:
    // Each purpose has a sequence of its own, which does not depend on what others draw.
    explicit seeded_random(std::uint64_t seed, std::string_view purpose = {});

    void fill(std::span<std::byte> out) override;

    // `rewind` returns to the last `mark`, or to the beginning.
    void mark() { marked_ = position_; }
    void rewind() { position_ = marked_; }

private:
    static constexpr std::size_t block_size = 64; // of ChaCha20

    std::array<unsigned char, 32> key_;
    std::uint64_t position_ = 0; // in bytes
    std::uint64_t marked_ = 0;
};

} // namespace ivschat::crypto
