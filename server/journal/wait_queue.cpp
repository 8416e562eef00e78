#include "journal/wait_queue.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ivschat::journal {
namespace {

// How many entries a wait tests before the next one has its turn.
constexpr int entries_per_turn = 64;

bool names_room(const filter& which, std::string_view arn) {
    const entry of_room{.room_arn = std::string{arn}};
    return std::any_of(which.conditions.begin(), which.conditions.end(),
                       [&](const condition& each) {
                           return each.where == field::room && satisfies(of_room, each);
                       });
}

} // namespace

std::optional<wait_id> wait_queue::add(expectation expected, completion done) {
    if (is_closed_) {
        done({.ended_by = wait_end::shutdown});
        return wait_id{++last_id_};
    }
    if (waits_.size() >= max_waiting) return std::nullopt;
    const auto after = expected.which.after;
    const wait_id id{++last_id_};
    waits_.emplace(id, wait{.matcher = expectation_matcher{std::move(expected)},
                            .done = std::move(done),
                            .position = after});
    is_behind_ = is_behind_ || after < entries_.last_number();
    return id;
}

void wait_queue::notify(const entry& entry, const budget& is_spent) {
    if (is_behind_) return;
    std::vector<wait_id> decided;
    for (auto& [id, each] : waits_) {
        if (is_behind_) break;
        each.matcher.observe(entry);
        each.position = std::max(each.position, entry.number);
        if (each.matcher.is_decided()) decided.push_back(id);
        is_behind_ = is_spent();
    }
    // Completed only now, because completions may append, wait or cancel. A decided wait that
    // another's completion cancels must not complete.
    for (const auto id : decided) complete(id);
}

bool wait_queue::process_backlog(const budget& is_spent) {
    std::size_t in_time = 0; // waits in succession that were not behind
    while (in_time < waits_.size()) {
        auto next = waits_.upper_bound(turn_);
        if (next == waits_.end()) next = waits_.begin();
        turn_ = next->first;
        ++in_time;
        if (is_behind(next->second)) in_time = 0;
        const bool must_pause = in_time == 0 && advance(next->second, is_spent);
        if (is_over(next->second)) complete(turn_);
        if (must_pause) return true;
    }
    is_behind_ = false;
    return false;
}

// True if the budget is spent.
bool wait_queue::advance(wait& which, const budget& is_spent) {
    const auto end = end_of(which);
    which.lost += std::min(entries_.lost_after(which.position), end - which.position);
    int tested = 0;
    for (const auto& entry : entries_.after(which.position)) {
        if (entry.number > end) break;
        which.matcher.observe(entry);
        which.position = entry.number;
        if (is_spent()) return true;
        if (which.matcher.is_decided() || ++tested == entries_per_turn) return false;
    }
    which.position = end; // the entries up to there fell out or were cleared
    return false;
}

std::uint64_t wait_queue::end_of(const wait& which) const {
    return which.through.value_or(entries_.last_number());
}

bool wait_queue::is_over(const wait& which) const {
    return which.matcher.is_decided() || (which.through && !is_behind(which));
}

void wait_queue::expire(wait_id id) {
    const auto found = waits_.find(id);
    if (found == waits_.end()) return;
    found->second.through = entries_.last_number();
    if (is_over(found->second)) complete(id);
}

void wait_queue::complete(wait_id id) {
    const auto found = waits_.extract(id);
    if (found.empty()) return;
    const auto& gone = found.mapped();
    gone.done(make_outcome(gone.matcher, entries_, gone.lost));
}

void wait_queue::cancel_all(std::string_view room_arn) {
    std::vector<wait_id> ended;
    for (const auto& [id, each] : waits_) {
        const auto& which = each.matcher.expected().which;
        if (room_arn.empty() || names_room(which, room_arn)) ended.push_back(id);
    }
    for (const auto id : ended) {
        // Another's completion may have cancelled it.
        if (const auto found = waits_.extract(id)) {
            found.mapped().done({.ended_by = wait_end::reset});
        }
    }
}

void wait_queue::close() {
    is_closed_ = true;
    for (const auto& [id, each] : std::exchange(waits_, {})) {
        each.done({.ended_by = wait_end::shutdown});
    }
}

} // namespace ivschat::journal
