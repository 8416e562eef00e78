// Lives on the core. Whether the changes behind a reply would outlive a crash.
#pragma once

#include "runtime/asio.hpp"

#include <cstdint>

namespace ivschat::runtime {

class durability {
public:
    virtual ~durability() = default;
    // Changes are numbered in their order; this is the number of the last one.
    virtual std::uint64_t last_change() const = 0;
    // Completes once all changes after that number, up to now, are safe: at once if there were
    // none. False if they could not be written; they are tried again with the next change.
    virtual awaitable<bool> wait_durable(std::uint64_t change) = 0;

    durability(const durability&) = delete;
    durability& operator=(const durability&) = delete;

protected:
    durability() = default;
};

// For a server whose state is in memory only: no reply promises more than that.
class no_durability final : public durability {
public:
    std::uint64_t last_change() const override { return 0; }
    awaitable<bool> wait_durable(std::uint64_t) override { co_return true; }
};

} // namespace ivschat::runtime
