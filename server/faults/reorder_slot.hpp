// Lives on one shard. The one frame of a connection that is held back until the next has overtaken
// it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace ivschat::faults {

// Bounded to one frame: while it is held, no other is, even if a rule reorders that one, too. The
// owner calls `release` after reorder::release_after and before a close frame. If the connection
// ends without one, the frame is lost.
template <class Frame>
class reorder_slot {
public:
    // The frames to send now that `next` is due, in order. `hold`: a rule reorders `next`.
    std::vector<Frame> pass(Frame next, bool hold) {
        std::vector<Frame> out;
        if (!held_ && hold) {
            held_.emplace(std::move(next));
            return out;
        }
        out.push_back(std::move(next));
        if (auto released = release()) out.push_back(*std::move(released));
        return out;
    }

    std::optional<Frame> release() { return std::exchange(held_, std::nullopt); }

    bool holds() const { return held_.has_value(); }

private:
    std::optional<Frame> held_;
};

} // namespace ivschat::faults
