#include "journal/expectation.hpp"

namespace ivschat::journal {
namespace {

constexpr std::size_t max_matches = 100; // kept for the outcome; all are counted

} // namespace

void expectation_matcher::observe(const entry& entry) {
    if (is_decided() || entry.number <= last_) return;
    last_ = entry.number;
    if (!near_misses_.test(entry, expected_.which.conditions)) return;
    ++matched_;
    if (matches_.size() < max_matches) matches_.push_back(entry.number);
}

bool expectation_matcher::is_decided() const {
    return expected_.at_most ? matched_ > *expected_.at_most : matched_ >= expected_.at_least;
}

bool expectation_matcher::is_fulfilled() const {
    return matched_ >= expected_.at_least && (!expected_.at_most || matched_ <= *expected_.at_most);
}

outcome make_outcome(const expectation_matcher& matcher, const ring& entries, std::uint64_t lost) {
    const auto& expected = matcher.expected();
    outcome result{.is_fulfilled = matcher.is_fulfilled(),
                   .matched = matcher.matched(),
                   .at_least = expected.at_least,
                   .at_most = expected.at_most,
                   .lost = lost,
                   .last = matcher.last()};
    for (const auto number : matcher.first_matches()) {
        if (const auto* const found = entries.find(number)) result.matches.push_back(*found);
    }
    result.removed_matches = matcher.first_matches().size() - result.matches.size();
    if (result.matched < result.at_least) {
        result.near_misses = matcher.near_misses().describe(entries, expected.which.conditions);
    }
    return result;
}

} // namespace ivschat::journal
