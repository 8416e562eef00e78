// Random bytes that are the same in every run.
#pragma once

#include "crypto/random.hpp"

#include <cstdint>
#include <random>
#include <span>

namespace ivschat::crypto::test {

class repeatable_random final : public random_source {
public:
    explicit repeatable_random(std::uint64_t seed = 1) : engine_(seed) {}

    void fill(std::span<std::byte> out) override {
        for (auto& byte : out) byte = static_cast<std::byte>(engine_() & 0xff);
    }
    // From 0 to bound - 1.
    std::size_t below(std::size_t bound) { return engine_() % bound; }

private:
    std::mt19937_64 engine_;
};

} // namespace ivschat::crypto::test
