#include "journal/waiters.hpp"

#include <vector>

namespace ivschat::journal {

std::optional<waiter_id> waiters::start(expectation expected, completion done) {
    if (waiting_.size() >= most) return std::nullopt;
    const auto after = expected.which.after;
    waiter newcomer{.matcher = expectation_matcher{std::move(expected)},
                    .done = std::move(done),
                    .lost = entries_.lost_after(after)};
    for (const auto& entry : entries_.after(after)) newcomer.matcher.look_at(entry);
    const waiter_id id{++last_id_};
    if (newcomer.matcher.is_decided())
        newcomer.done(conclude(newcomer.matcher, entries_, newcomer.lost));
    else
        waiting_.emplace(id, std::move(newcomer));
    return id;
}

void waiters::look_at(const entry& entry) {
    std::vector<waiter_id> decided;
    for (auto& [id, each] : waiting_) {
        each.matcher.look_at(entry);
        if (each.matcher.is_decided()) decided.push_back(id);
    }
    // Only now is anybody told, for whoever is told may append, wait or cancel. Of these, one that
    // is cancelled meanwhile must not be told any more.
    for (const auto id : decided) expire(id);
}

void waiters::expire(waiter_id id) {
    const auto found = waiting_.extract(id);
    if (found.empty()) return;
    const auto& gone = found.mapped();
    gone.done(conclude(gone.matcher, entries_, gone.lost));
}

} // namespace ivschat::journal
