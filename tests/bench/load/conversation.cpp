#include "conversation.hpp"

#include "../support/clock.hpp"
#include "../support/websocket.hpp"

#include <algorithm>
#include <stdexcept>

namespace ivschat::bench {
namespace {

constexpr std::string_view before_number = R"({"Action":"SEND_MESSAGE","RequestId":"r)";
constexpr std::string_view before_content = R"(","Content":")";
constexpr std::string_view behind_content = R"("})";
constexpr std::size_t number_digits = 8;
constexpr std::string_view mask{"\x5a\xa5\xc3\x3c", 4};

} // namespace

conversation::conversation(const room_layout& layout, chat_clients& clients, conversation_plan plan)
    : layout_{layout}, clients_{clients}, plan_{plan}, rooms_(layout.talking_rooms) {
    if (plan.content_size < stamp_size || plan.content_size > largest_content) {
        throw std::invalid_argument{"the content's size is out of range"};
    }
    payload_.append(before_number).append(number_digits, '0').append(before_content);
    payload_.append(plan.content_size, ' ').append(behind_content);
    append_head(frame_, opcode::text, payload_.size(), mask);
    head_size_ = frame_.size();
    frame_ += payload_;
    for (auto& each : rooms_) each.missing.resize(is_open_loop() ? 0 : plan.window);
    expected_.resize(std::size_t{layout.talking_connections} * plan.senders);
    for (std::size_t i = 0; i < expected_.size(); ++i) {
        expected_[i] = static_cast<std::uint32_t>(i % plan.senders);
    }
}

void conversation::begin() {
    is_talking_ = true;
    const auto now = now_ns();
    next_due_ = now;
    if (is_open_loop()) return;
    for (std::uint32_t i = 0; i < rooms_.size(); ++i) fill_window(i, now);
}

void conversation::run_until(std::uint64_t end) {
    for (auto now = now_ns(); now < end; now = now_ns()) {
        auto patience = end - now;
        if (is_open_loop() && is_talking_) {
            send_what_is_due(now);
            patience = std::min(patience, next_due_ > now ? next_due_ - now : 0);
        }
        clients_.poll(*this, patience);
    }
}

void conversation::drain(std::uint64_t patience_ns) {
    auto deadline = now_ns() + patience_ns;
    while (outstanding_ > 0 && now_ns() < deadline) {
        const auto before = outstanding_;
        clients_.poll(*this, patience_ns / 100);
        if (outstanding_ < before) deadline = now_ns() + patience_ns;
    }
    run_until(now_ns() + nanoseconds_per_second / 20); // time for what should not come
}

// The rooms take turns. A message carries the time at which it should have been sent, so that
// falling behind counts as latency.
void conversation::send_what_is_due(std::uint64_t now) {
    const auto step = from_seconds(1 / plan_.rate);
    for (; next_due_ <= now; next_due_ += step) {
        send(next_room_, next_due_);
        next_room_ = (next_room_ + 1) % layout_.talking_rooms;
    }
}

void conversation::fill_window(std::uint32_t number, std::uint64_t now) {
    auto& filling = rooms_[number];
    while (is_talking_ && filling.missing[filling.sent % plan_.window] == 0) send(number, now);
}

void conversation::send(std::uint32_t room_number, std::uint64_t due) {
    auto& talking = rooms_[room_number];
    const auto number = talking.sent++;
    const auto sender = number % plan_.senders;
    const auto receivers = layout_.size_of(room_number);
    char* const number_at = payload_.data() + before_number.size();
    detail::write_hex(number_at, number, number_digits);
    write_content({number_at + number_digits + before_content.size(), plan_.content_size},
                  {.due = due, .room = room_number, .number = number, .sender = sender});
    const auto masked = std::span{frame_}.subspan(head_size_);
    std::copy(payload_.begin(), payload_.end(), masked.begin());
    apply_mask(masked, mask.data());
    if (!is_open_loop()) talking.missing[number % plan_.window] = receivers;
    outstanding_ += receivers;
    clients_.send(layout_.first_of[room_number] + sender, frame_);
}

void conversation::receive(std::uint32_t connection, std::string_view text, std::uint64_t now) {
    const auto found = find_content(text, plan_.content_size);
    if (!found) return note(damaged_, "not what was sent", text);
    const bool is_of_this_room =
        connection < layout_.talking_connections && found->room == layout_.room_of[connection];
    if (!is_of_this_room) return note(stray_, "of another room", text);
    if (found->number >= rooms_[found->room].sent ||
        found->sender != found->number % plan_.senders) {
        return note(damaged_, "never sent", text);
    }
    auto& expected = expected_[std::size_t{connection} * plan_.senders + found->sender];
    if (found->number != expected) note(out_of_order_, "out of order", text);
    if (found->number < expected) return;
    expected = found->number + plan_.senders;
    ++delivered_;
    --outstanding_;
    latencies_.add(now > found->due ? now - found->due : 0);
    if (!is_open_loop()) finish(found->room, found->number, now);
}

void conversation::finish(std::uint32_t room_number, std::uint32_t message, std::uint64_t now) {
    auto& missing = rooms_[room_number].missing[message % plan_.window];
    if (--missing == 0) fill_window(room_number, now);
}

void conversation::lose(std::uint32_t connection) {
    note(closed_, "closed", std::to_string(connection));
}

// Reports the first mistake of each kind.
void conversation::note(std::uint64_t& fault, std::string_view what, std::string_view text) {
    if (fault++ > 0) return;
    const std::string line{text.substr(0, 600)};
    std::fprintf(stderr, "chat_load: %s: %s\n", std::string{what}.c_str(), line.c_str());
}

void conversation::clear_figures() {
    delivered_ = 0;
    latencies_.clear();
}

bool conversation::judge(figures& out) const {
    out.add("lost", static_cast<double>(outstanding_));
    out.add("out_of_order", static_cast<double>(out_of_order_));
    out.add("stray", static_cast<double>(stray_));
    out.add("damaged", static_cast<double>(damaged_));
    out.add("closed", static_cast<double>(closed_));
    return outstanding_ + out_of_order_ + stray_ + damaged_ + closed_ == 0;
}

} // namespace ivschat::bench
