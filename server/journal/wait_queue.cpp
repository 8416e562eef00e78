#include "journal/wait_queue.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ivschat::journal {

std::optional<wait_id> wait_queue::add(expectation expected, completion done) {
    if (is_closed_) {
        done({.was_cancelled = true});
        return wait_id{++last_id_};
    }
    if (waits_.size() >= max_waiting) return std::nullopt;
    const auto after = expected.which.after;
    wait added{.matcher = expectation_matcher{std::move(expected)},
               .done = std::move(done),
               .lost = entries_.lost_after(after)};
    for (const auto& entry : entries_.after(after)) added.matcher.observe(entry);
    const wait_id id{++last_id_};
    if (added.matcher.is_decided())
        added.done(make_outcome(added.matcher, entries_, added.lost));
    else
        waits_.emplace(id, std::move(added));
    return id;
}

void wait_queue::notify(const entry& entry) {
    std::vector<wait_id> decided;
    for (auto& [id, each] : waits_) {
        each.matcher.observe(entry);
        if (each.matcher.is_decided()) decided.push_back(id);
    }
    // Completed only now, because completions may append, wait or cancel. A decided wait that
    // another's completion cancels must not complete.
    for (const auto id : decided) expire(id);
}

void wait_queue::expire(wait_id id) {
    const auto found = waits_.extract(id);
    if (found.empty()) return;
    const auto& gone = found.mapped();
    gone.done(make_outcome(gone.matcher, entries_, gone.lost));
}

namespace {

bool names_room(const filter& which, std::string_view arn) {
    const entry of_room{.room_arn = std::string{arn}};
    return std::any_of(which.conditions.begin(), which.conditions.end(),
                       [&](const condition& each) {
                           return each.where == field::room && satisfies(of_room, each);
                       });
}

} // namespace

void wait_queue::cancel_all(std::string_view room_arn) {
    std::vector<wait_id> ended;
    for (const auto& [id, each] : waits_) {
        if (room_arn.empty() || names_room(each.matcher.expected().which, room_arn)) {
            ended.push_back(id);
        }
    }
    for (const auto id : ended) {
        // A completion may have cancelled another.
        if (const auto found = waits_.extract(id)) found.mapped().done({.was_cancelled = true});
    }
}

void wait_queue::close() {
    is_closed_ = true;
    for (const auto& [id, each] : std::exchange(waits_, {})) each.done({.was_cancelled = true});
}

} // namespace ivschat::journal
