#include "websocket/fan_out.hpp"

namespace ivschat::websocket {

fan_out::subscription::subscription(fan_out& owner, std::string_view room_arn,
                                    std::shared_ptr<outbox> receiver)
    : owner_{owner},
      room_{owner.enter(room_arn)},
      index_{room_.members.size()},
      receiver_{std::move(receiver)} {
    room_.members.push_back(this);
}

fan_out::subscription::~subscription() {
    // The last member takes the free place: leaving a full room costs no search.
    auto& members = room_.members;
    members[index_] = members.back();
    members[index_]->index_ = index_;
    members.pop_back();
    if (!members.empty()) return;
    const auto found = owner_.rooms_.find(room_.arn);
    const auto emptied = std::move(found->second); // holds the key
    owner_.rooms_.erase(found);
}

fan_out::room& fan_out::enter(std::string_view room_arn) {
    if (const auto found = rooms_.find(room_arn); found != rooms_.end()) return *found->second;
    auto made = std::make_unique<room>(room{.arn = std::string{room_arn}, .members = {}});
    room& entered = *made;
    rooms_.emplace(entered.arn, std::move(made));
    return entered;
}

std::size_t fan_out::publish(std::string_view room_arn, const frame& data) {
    const auto found = rooms_.find(room_arn);
    if (found == rooms_.end()) return 0;
    const auto& members = found->second->members;
    for (auto* member : members) member->receiver_->push(data);
    return members.size();
}

} // namespace ivschat::websocket
