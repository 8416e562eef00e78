// Lives on one shard. The one frame of a connection that is held back so that the next overtakes
// it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace ivschat::faults {

// Its bound is one frame: while one is held, another is not, and lets it go. Its owner calls
// `release` when reorder::release_after is over and before a close frame; with an unclean end the
// frame is lost.
template <class Frame>
class reorder_slot {
public:
    // What is to be sent now, in this order, when `next` is due. `hold`: a rule says reorder.
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
