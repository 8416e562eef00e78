// The entries that come nearest to a filter without matching it.
#pragma once

#include "journal/condition.hpp"
#include "journal/ring.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::journal {

// A condition that an entry does not satisfy, and the value that it has instead.
struct difference {
    condition failed;
    std::optional<std::string> found = {};
};

struct near_miss {
    entry what;
    std::vector<difference> differences;
};

// An entry is nearer if it fails fewer conditions. Among equals, a member with another value is
// nearer than an absent one, and then a later entry is nearer. An entry that has none of the wanted
// members is no near miss.
class near_miss_ranking {
public:
    // True if the entry satisfies all conditions. Otherwise it is ranked; the test stops as soon as
    // it fails too many conditions to be among the nearest. The entries' numbers must rise from
    // call to call.
    bool test(const entry& entry, const std::vector<condition>& wanted);

    // At most five of those that `entries` still has, the nearest first.
    std::vector<near_miss> describe(const ring& entries,
                                    const std::vector<condition>& wanted) const;

private:
    struct candidate {
        std::uint64_t number;
        std::size_t failed = 0;
        std::size_t absent = 0; // failed because the entry does not have the member

        bool is_nearer_than(const candidate& other) const;
    };

    // Entries are not kept: waits are many, and most never need their near misses.
    std::vector<candidate> nearest_;
};

} // namespace ivschat::journal
