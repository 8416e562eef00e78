// A database with content, for tests that damage it and open it.
#pragma once

#include "scratch.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::storage::test {

// The database is closed and has several pages.
struct filled_database {
    scratch_directory scratch;

    filled_database();

    // Leaves the state of a killed process: the last room is only in the WAL.
    void leave_a_wal() const;

    // Runs a script on the closed database.
    void sql(const std::string& script) const;

    // The error of opening and loading the database.
    std::string refusal() const;

    // Checks that the error contains these words and that nothing in the directory has changed.
    void check_refused(std::string_view words) const;
    // The same for a damaged database, which may also load if the WAL holds everything that is
    // lost.
    void check_damaged_or_whole(const std::vector<std::string>& rooms) const;

    // Reads a copy, because reading checkpoints the WAL.
    std::vector<std::string> all_rooms() const;
};

} // namespace ivschat::storage::test
