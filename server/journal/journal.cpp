#include "journal/journal.hpp"

#include <utility>

namespace ivschat::journal {

void journal::record(entry what) {
    if (!is_on_) return;
    const auto& kept = entries_.append(std::move(what));
    if (waits_.size() == 0) return;
    waits_.notify(kept, time_limit(time_slice));
    schedule_backlog();
}

void journal::restart() {
    entries_.restart();
    waits_.cancel_all({});
}

std::optional<wait_id> journal::wait(expectation expected, completion done) {
    const auto id = waits_.add(std::move(expected), std::move(done));
    schedule_backlog();
    return id;
}

// One slice at a time, so that chat connections and calls have their turns in between.
void journal::schedule_backlog() {
    if (is_scheduled_ || !waits_.is_behind()) return;
    is_scheduled_ = true;
    post_([this] {
        waits_.process_backlog(time_limit(time_slice));
        is_scheduled_ = false;
        schedule_backlog();
    });
}

} // namespace ivschat::journal
