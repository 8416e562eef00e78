#include "journal/journal.hpp"

#include <algorithm>

namespace ivschat::journal {

page journal::find(const query& query) const {
    const auto after = query.which.after;
    page result{.last = std::max(after, entries_.last_number()),
                .lost = entries_.lost_after(after)};
    for (const auto& entry : entries_.after(after)) {
        if (!matches(query.which, entry)) continue;
        if (result.entries.size() == query.limit) {
            result.has_more = true;
            result.last = result.entries.empty() ? after : result.entries.back()->number;
            break;
        }
        result.entries.push_back(&entry);
    }
    return result;
}

} // namespace ivschat::journal
