// What the control API is asked about the journal.
#pragma once

#include "journal/expectation.hpp"
#include "journal/journal.hpp"
#include "model/api_error.hpp"

#include <chrono>
#include <string_view>

namespace ivschat::control {

struct wait_request {
    journal::expectation expected = {};
    // In real time, whatever the server's clock does. The default leaves time to read the answer
    // before a test's own five seconds are over.
    std::chrono::nanoseconds within = std::chrono::seconds{2};
};
inline constexpr std::chrono::minutes longest_wait{5};

// The body of POST /journal/wait, such as
//   {"room": "AbCdEfGhIjKl", "kind": "outbound", "user": "alice", "content": {"matches": "^hi"},
//    "attributes": {"color": "red"}, "count": 3, "after": 17, "within": "PT2S"}
// A member of an entry is wanted as a plain value, or as {"contains": ...} or {"matches": ...}.
// `count` is how many at least (1 if nothing is said), `atMost` how many at most, `exactly` both.
model::result<wait_request> read_wait(std::string_view body);

// The query of GET /journal, such as "room=AbCdEfGhIjKl&kind=outbound&after=17&limit=100". Empty
// values count as absent.
model::result<journal::query> read_query(std::string_view query);

} // namespace ivschat::control
