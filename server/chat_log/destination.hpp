// Where batches go.
#pragma once

#include "chat_log/batch.hpp"
#include "runtime/asio.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace ivschat::chat_log {

// What became of one attempt.
struct outcome {
    enum class kind : std::uint8_t {
        delivered,
        try_again,
        // Only somebody's help can let these succeed.
        access_denied,
        not_found,
        refused,
    };
    kind what = kind::try_again;
    // Of a failure: a sentence for the log.
    std::string message = {};
    // An attempt that failed may have delivered a part.
    std::size_t delivered = 0;
    // Records that the destination took no interest in and will not take when they come again.
    std::size_t rejected = 0;
};

class destination {
public:
    virtual ~destination() = default;
    // The batch must outlive the call; what is left in it is what has not been delivered, if the
    // outcome is a failure. Never throws.
    virtual runtime::awaitable<outcome> deliver(batch& what) = 0;
    // Waits for nobody but the disk.
    virtual bool is_local() const { return false; }

    destination(const destination&) = delete;
    destination& operator=(const destination&) = delete;

protected:
    destination() = default;
};

} // namespace ivschat::chat_log
