// Lives on one shard. Tells whoever works for a peer that the peer has closed its connection (as
// Go's CloseNotifier does), so that the work can end.
#pragma once

#include <functional>
#include <utility>

namespace ivschat::runtime {

class close_notifier {
public:
    // Calls `on_close` from the event loop, at most once and only while the subscription lives. One
    // at a time. Without a notifier, it never calls.
    class subscription {
    public:
        subscription(close_notifier* notifier, std::function<void()> on_close)
            : notifier_{notifier} {
            if (notifier_ != nullptr) notifier_->start(std::move(on_close));
        }
        ~subscription() {
            if (notifier_ != nullptr) notifier_->stop();
        }
        subscription(const subscription&) = delete;
        subscription& operator=(const subscription&) = delete;

    private:
        close_notifier* notifier_;
    };

protected:
    ~close_notifier() = default;

private:
    virtual void start(std::function<void()> on_close) = 0;
    virtual void stop() = 0;
};

} // namespace ivschat::runtime
