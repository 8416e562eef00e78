// Lives on the core. What somebody expects of the journal, and how far it has come true.
#pragma once

#include "journal/condition.hpp"
#include "journal/ring.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::journal {

// Without `at_most`, it is true as soon as enough entries were seen. With it, it is false as soon
// as there was one too many, and true only when the time is over: "exactly 3", "none".
struct expectation {
    filter which = {};
    std::uint32_t at_least = 1;
    std::optional<std::uint32_t> at_most = {};
};

// Counts entry by entry, so that nothing is looked at twice.
class expectation_matcher {
public:
    explicit expectation_matcher(expectation expected)
        : expected_{std::move(expected)}, last_{expected_.which.after} {}

    // Numbers must rise from call to call. Once it is decided, nothing more counts.
    void look_at(const entry& entry);
    // More entries would change nothing.
    bool is_decided() const;
    // As things stand, and if nothing more came.
    bool is_fulfilled() const;

    const expectation& expected() const { return expected_; }
    std::uint64_t matched() const { return matched_; }
    // Numbers of the first entries that matched.
    const std::vector<std::uint64_t>& matches() const { return matches_; }
    // Number of the last entry that was looked at: where a next expectation could go on.
    std::uint64_t last() const { return last_; }

private:
    expectation expected_;
    std::uint64_t matched_ = 0;
    std::uint64_t last_;
    std::vector<std::uint64_t> matches_;
};

// A condition that an entry failed, and what stood there instead.
struct difference {
    condition failed;
    std::optional<std::string> found = {};
};

struct near_miss {
    entry what;
    std::vector<difference> differences;
};

struct outcome {
    bool is_fulfilled = false;
    std::uint64_t matched = 0;
    std::uint32_t at_least = 0;
    std::optional<std::uint32_t> at_most = {};
    std::vector<entry> matches = {}; // the first of them, as far as they are still in the ring
    std::vector<near_miss> near_misses = {}; // if there were too few
    std::uint64_t lost = 0; // entries that had fallen out before anybody could look at them
    std::uint64_t last = 0;
    bool pattern_gave_up = false; // so entries may have matched that did not count
};

// `lost` goes into the outcome as it is.
outcome conclude(const expectation_matcher& matcher, const ring& entries, std::uint64_t lost);

} // namespace ivschat::journal
