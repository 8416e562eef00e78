// Lives on the core. An expectation of the journal, and how far it is fulfilled.
#pragma once

#include "journal/condition.hpp"
#include "journal/near_misses.hpp"
#include "journal/ring.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ivschat::journal {

// Without `at_most`, it is fulfilled as soon as enough entries match. With it ("exactly 3",
// "none"), it fails as soon as one too many matches, and is fulfilled only when its time is over.
struct expectation {
    filter which = {};
    std::uint32_t at_least = 1;
    std::optional<std::uint32_t> at_most = {};
};

// Counts matching entries incrementally, so that no entry is tested twice.
class expectation_matcher {
public:
    explicit expectation_matcher(expectation expected)
        : expected_{std::move(expected)}, last_{expected_.which.after} {}

    // The entries' numbers must rise from call to call. After a decision, entries are ignored.
    void observe(const entry& entry);
    // True if further entries cannot change the outcome.
    bool is_decided() const;
    // Whether it is fulfilled if no further entry comes.
    bool is_fulfilled() const;

    const expectation& expected() const { return expected_; }
    std::uint64_t matched() const { return matched_; }
    // Numbers of the first hundred entries that matched.
    const std::vector<std::uint64_t>& first_matches() const { return matches_; }
    const near_miss_ranking& near_misses() const { return near_misses_; }
    // Number of the last entry that was tested: a later expectation can start after it.
    std::uint64_t last() const { return last_; }

private:
    expectation expected_;
    std::uint64_t matched_ = 0;
    std::uint64_t last_;
    std::vector<std::uint64_t> matches_;
    near_miss_ranking near_misses_;
};

enum class wait_end : std::uint8_t {
    completed, // decided, or its time is over
    reset,
    shutdown,
};

struct outcome {
    wait_end ended_by = wait_end::completed; // if it is another one, nothing else is set
    bool is_fulfilled = false;
    std::uint64_t matched = 0;
    std::uint32_t at_least = 0;
    std::optional<std::uint32_t> at_most = {};
    std::vector<entry> matches = {};         // of the first hundred, those that the ring still has
    std::uint64_t removed_matches = 0;       // how many of the first hundred it no longer has
    std::vector<near_miss> near_misses = {}; // if too few entries matched
    std::uint64_t lost = 0; // entries that fell out of the ring before they were tested
    std::uint64_t last = 0;
};

// `lost` is copied into the outcome.
outcome make_outcome(const expectation_matcher& matcher, const ring& entries, std::uint64_t lost);

} // namespace ivschat::journal
