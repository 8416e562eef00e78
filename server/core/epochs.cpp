#include "core/epochs.hpp"

namespace ivschat {

bool epochs::is_current(number since, std::string_view room_arn) const {
    if (since < of_everything_) return false;
    const auto room = of_room_.find(room_arn);
    return room == of_room_.end() || since >= room->second;
}

runtime::awaitable<void> epochs::wait_for_reset() const {
    while (is_reset_under_way_) {
        co_await reset_done_.async_wait(runtime::use_nothrow_awaitable);
    }
}

void epochs::begin_reset(std::string_view room_arn) {
    is_reset_under_way_ = true;
    being_reset_ = room_arn;
    ++current_;
    if (room_arn.empty() || of_room_.size() >= max_rooms) {
        of_everything_ = current_;
        of_room_.clear();
    } else {
        of_room_.insert_or_assign(std::string{room_arn}, current_);
    }
}

void epochs::end_reset() {
    is_reset_under_way_ = false;
    reset_done_.cancel();
}

} // namespace ivschat
