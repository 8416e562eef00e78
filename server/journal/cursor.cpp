#include "journal/cursor.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::journal {

cursor::cursor(const ring& entries, query wanted)
    : entries_{entries},
      wanted_{std::move(wanted)},
      through_{entries.last_number()},
      epoch_{entries.epoch()},
      position_{wanted_.which.after},
      last_found_{position_} {}

std::uint64_t cursor::last() const {
    if (entries_.epoch() != epoch_) return 0;
    return has_more_ ? last_found_ : std::max(wanted_.which.after, through_);
}

bool cursor::advance(const std::function<void(const entry&)>& found, const budget& is_spent) {
    // After a reset, the same numbers are those of other entries.
    if (position_ >= through_ || entries_.epoch() != epoch_) return true;
    lost_ += std::min(entries_.lost_after(position_), through_ - position_);
    for (const auto& entry : entries_.after(position_)) {
        if (entry.number > through_) break;
        const bool is_match = matches(wanted_.which, entry);
        if (is_match && found_ == wanted_.limit) {
            has_more_ = true;
            break;
        }
        position_ = entry.number;
        if (is_match) {
            ++found_;
            last_found_ = entry.number;
            found(entry);
        }
        if (is_spent()) return false;
    }
    return true;
}

} // namespace ivschat::journal
