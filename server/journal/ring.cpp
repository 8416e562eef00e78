#include "journal/ring.hpp"

#include <algorithm>

namespace ivschat::journal {

ring::ring(ring_bounds bounds)
    : bounds_{bounds}, entries_{std::max<std::size_t>(bounds.entries, 1)} {}

const entry& ring::append(entry what) {
    if (entries_.full()) drop_oldest();
    what.number = ++last_number_;
    bytes_ += footprint(what);
    entries_.push_back(std::move(what));
    while (bytes_ > bounds_.bytes && entries_.size() > 1) drop_oldest();
    return entries_.back();
}

void ring::drop_oldest() {
    bytes_ -= footprint(entries_.front());
    entries_.pop_front();
}

void ring::clear() {
    entries_.clear();
    bytes_ = 0;
    cleared_through_ = last_number_;
}

void ring::restart() {
    clear();
    last_number_ = cleared_through_ = 0;
    ++epoch_;
}

const entry* ring::find(std::uint64_t number) const {
    if (number < first_number() || number > last_number_) return nullptr;
    return &entries_[number - first_number()];
}

std::uint64_t ring::lost_after(std::uint64_t number) const {
    const auto known_through = std::max(number, cleared_through_);
    return first_number() > known_through ? first_number() - known_through - 1 : 0;
}

std::ptrdiff_t ring::offset_after(std::uint64_t number) const {
    const auto first = first_number();
    const auto skipped = number < first ? 0 : number - first + 1;
    return static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(skipped, entries_.size()));
}

} // namespace ivschat::journal
