#include "websocket/fan_out.hpp"

#include <utility>

namespace ivschat::websocket {
namespace {

// In bytes. A room that has more pending does not wait for the next flush.
constexpr std::size_t pending_limit = 64U << 10U;

} // namespace

fan_out::fan_out(write_scheduler& scheduler) : scheduler_{scheduler} {
    scheduler.before_flush([this] { return send_all(); });
}

fan_out::subscription::subscription(fan_out& owner, std::string_view room_arn,
                                    std::shared_ptr<send_queue> receiver)
    : owner_{owner},
      room_{owner.enter(room_arn)},
      index_{room_->members.size()},
      receiver_{std::move(receiver)} {
    owner.flush_room(*room_); // what was published before is not for this member
    room_->members.push_back(this);
}

fan_out::subscription::~subscription() {
    owner_.flush_room(*room_);
    // The last member moves to the free place: leaving a full room needs no search.
    auto& members = room_->members;
    members[index_] = members.back();
    members[index_]->index_ = index_;
    members.pop_back();
    if (members.empty()) owner_.rooms_.erase(room_->arn);
}

std::shared_ptr<fan_out::room> fan_out::enter(std::string_view room_arn) {
    if (const auto found = rooms_.find(room_arn); found != rooms_.end()) return found->second;
    auto entered = std::make_shared<room>(room{.arn = std::string{room_arn}});
    rooms_.emplace(entered->arn, entered);
    return entered;
}

void fan_out::publish(std::string_view room_arn, std::string_view frame_bytes) {
    const auto found = rooms_.find(room_arn);
    if (found == rooms_.end()) return;
    auto& to = *found->second;
    to.pending += frame_bytes;
    ++to.frames;
    if (to.pending.size() > pending_limit) return flush_room(to);
    if (std::exchange(to.is_dirty, true)) return;
    dirty_.push_back(found->second);
    scheduler_.schedule_flush();
}

void fan_out::discard_pending(std::string_view room_arn) {
    for (const auto& [arn, each] : rooms_) {
        if (!room_arn.empty() && arn != room_arn) continue;
        each->pending.clear();
        each->frames = 0;
    }
}

void fan_out::flush_room(room& from) {
    if (from.frames == 0) return;
    const auto all = std::make_shared<const std::string>(std::exchange(from.pending, {}));
    from.frames = 0;
    for (auto* const member : from.members) member->receiver_->push(all);
}

flush_stats fan_out::send_all() {
    flush_stats seen;
    flushing_.swap(dirty_);
    for (const auto& each : flushing_) {
        each->is_dirty = false;
        if (each->frames == 0) continue; // flushed meanwhile
        const auto all = std::make_shared<const std::string>(std::exchange(each->pending, {}));
        seen.receivers += each->members.size();
        seen.frames += each->members.size() * std::exchange(each->frames, 0);
        for (auto* const member : each->members) member->receiver_->send(all);
    }
    flushing_.clear();
    return seen;
}

} // namespace ivschat::websocket
