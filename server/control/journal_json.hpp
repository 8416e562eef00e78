// The journal as JSON. The order of keys is fixed, so that two journals can be compared as texts.
#pragma once

#include "journal/expectation.hpp"
#include "journal/journal.hpp"
#include "text/json_writer.hpp"

#include <string>

namespace ivschat::control {

// Omits members that the entry does not have. Invalid UTF-8 is replaced.
void write(text::json_writer& out, const journal::entry& entry);

// {"entries":[...],"last":17,"more":false,"lost":0}
class page_writer {
public:
    page_writer();
    page_writer(const page_writer&) = delete;
    page_writer& operator=(const page_writer&) = delete;

    void add(const journal::entry& entry) { write(out_, entry); }
    // The reply to the query of that cursor. Called once.
    std::string finish(const journal::cursor& read);

private:
    std::string body_;
    text::json_writer out_{body_};
};

// {"fulfilled":false,"explanation":...,"matched":1,"atLeast":3,"last":17,"lost":0,"matches":[...],
//  "nearestMisses":[{"entry":{...},"differences":[{"member":...,"wanted":...,"found":...}]}]}
std::string encode(const journal::outcome& outcome);

} // namespace ivschat::control
