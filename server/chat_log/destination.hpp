// The interface of what takes batches: files, or a service.
#pragma once

#include "chat_log/batch.hpp"
#include "runtime/asio.hpp"
#include "runtime/connections.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace ivschat::chat_log {

// The result of one attempt.
struct outcome {
    enum class kind : std::uint8_t {
        delivered,
        try_again,
        // Further attempts fail, too, until somebody changes something.
        access_denied,
        not_found,
        refused,
    };
    kind what = kind::try_again;
    // A sentence about the failure, for the log.
    std::string message = {};
    // Records. A failed attempt may have delivered some.
    std::size_t delivered = 0;
    // Records that the destination rejected for good.
    std::size_t rejected = 0;
};

// Lives on the core. The calls by which a batch is delivered, as long as they are under way.
class attempt {
public:
    // Ends the call under way, and lets no further one begin.
    void abort() {
        is_aborted_ = true;
        connections_->for_each(&runtime::connection::abort);
    }
    bool is_aborted() const { return is_aborted_; }
    const std::shared_ptr<runtime::connections>& connections() const { return connections_; }

private:
    std::shared_ptr<runtime::connections> connections_ = std::make_shared<runtime::connections>();
    bool is_aborted_ = false;
};

class destination {
public:
    virtual ~destination() = default;
    // The batch and the attempt must outlive the call. After a failure, the batch holds the records
    // that have not been delivered.
    virtual runtime::awaitable<outcome> deliver(batch& what, const attempt& under_way) = 0;
    // True if delivery depends on the disk only.
    virtual bool is_local() const { return false; }

    destination(const destination&) = delete;
    destination& operator=(const destination&) = delete;

protected:
    destination() = default;
};

} // namespace ivschat::chat_log
