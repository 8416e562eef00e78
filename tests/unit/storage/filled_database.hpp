// A database with something in it, to be spoiled and opened.
#pragma once

#include "scratch.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::storage::test {

// Closed, and of several pages.
struct filled_database {
    scratch_directory scratch;

    filled_database();

    // As a process leaves it that was killed: the last room is in the WAL only.
    void leave_a_wal() const;

    // While it is closed.
    void sql(const std::string& script) const;

    // What opening and loading it says.
    std::string refusal() const;

    // Refused with these words, and nothing in the directory has changed.
    void check_refused(std::string_view words) const;
    // The same, unless the WAL holds everything that the file has lost.
    void check_damaged_or_whole(const std::vector<std::string>& rooms) const;

    // Read from a copy, for reading would unite a WAL with the file.
    std::vector<std::string> all_rooms() const;
};

} // namespace ivschat::storage::test
