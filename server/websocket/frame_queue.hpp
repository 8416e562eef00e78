// Lives on one shard. Frames that wait, in order. One that is alone, as most are, needs no memory,
// and an empty queue holds none.
#pragma once

#include "websocket/frame.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace ivschat::websocket {

class frame_queue {
public:
    std::size_t size() const { return first_ ? 1 + rest_.size() - gone_ : 0; }
    bool empty() const { return !first_; }

    // `index` must be below `size`.
    const frame& operator[](std::size_t index) const {
        return index == 0 ? first_ : rest_[gone_ + index - 1];
    }

    void push(frame last) {
        if (first_)
            rest_.push_back(std::move(last));
        else
            first_ = std::move(last);
    }

    // There must be a first one.
    void pop() {
        if (gone_ < rest_.size()) {
            first_ = std::move(rest_[gone_++]);
        } else {
            clear();
        }
        // Keep a long queue from growing at its back for ever.
        if (gone_ > 256 && gone_ * 2 > rest_.size()) {
            rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(gone_));
            gone_ = 0;
        }
    }

    void clear() {
        first_.reset();
        drop_rest();
    }

    void drop_rest() {
        if (rest_.capacity() > 0) std::vector<frame>{}.swap(rest_);
        gone_ = 0;
    }

private:
    frame first_;
    std::vector<frame> rest_; // from gone_ on
    std::size_t gone_ = 0;
};

} // namespace ivschat::websocket
