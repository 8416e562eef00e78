#include "core/token_ids.hpp"

#include <algorithm>
#include <chrono>
#include <span>

namespace ivschat {
namespace {

constexpr std::size_t stamp_bytes = 6;

std::uint64_t stamp_of(const chat::token_id& id) {
    std::uint64_t stamp = 0;
    for (std::size_t i = 0; i < stamp_bytes; ++i) {
        stamp = stamp << 8U | std::to_integer<std::uint64_t>(id[i]);
    }
    return stamp;
}

} // namespace

std::uint64_t token_ids::next_stamp() {
    if (kind_ == stamp::count) return last_ + 1;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(real_clock_.now());
    const auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    // The system's clock may have been set back since the last reset.
    return std::max(milliseconds, void_until_ + 1);
}

chat::token_id token_ids::next() {
    chat::token_id id;
    random_.fill(std::span{id}.subspan(stamp_bytes));
    last_ = next_stamp();
    auto rest = last_;
    for (std::size_t i = stamp_bytes; i-- > 0; rest >>= 8U) {
        id[i] = static_cast<std::byte>(rest & 0xFFU);
    }
    return id;
}

void token_ids::void_all() {
    was_reset_ = true;
    if (kind_ == stamp::count) {
        last_ = 0;
    } else {
        void_until_ = std::max(last_, next_stamp() - 1);
    }
}

bool token_ids::is_void(const chat::token_id& id) const {
    // A token that was minted before the reset is the same as the one that is minted after it.
    if (kind_ == stamp::count) return was_reset_ && stamp_of(id) > last_;
    return void_until_ != 0 && stamp_of(id) <= void_until_;
}

} // namespace ivschat
