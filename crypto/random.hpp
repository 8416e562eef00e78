// Where random bytes come from: an argument of everything that needs them, so that tests can
// choose.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace ivschat::crypto {

class random_source {
public:
    random_source() = default;
    random_source(const random_source&) = delete;
    random_source& operator=(const random_source&) = delete;
    virtual ~random_source();

    // Fills `out` with bytes. Those of a source fit for keys cannot be told from uniform ones.
    virtual void fill(std::span<std::byte> out) = 0;
};

// Lives on one shard. The operating system's generator, read in blocks: a system call for each
// nonce would cost 480 ns. Bytes handed out are wiped from the block. Must not cross a fork().
class system_random final : public random_source {
public:
    system_random();
    ~system_random() override;

    void fill(std::span<std::byte> out) override;

private:
    std::array<std::byte, 4096> block_;
    std::size_t used_ = sizeof(block_);
};

} // namespace ivschat::crypto
