// Decodes requests for the journal.
#pragma once

#include "journal/expectation.hpp"
#include "journal/journal.hpp"
#include "model/api_error.hpp"

#include <chrono>
#include <string_view>

namespace ivschat::control {

struct wait_request {
    journal::expectation expected = {};
    // In real time, even if the server's clock is frozen. The default ends before the five seconds
    // that test frameworks usually wait.
    std::chrono::nanoseconds within = std::chrono::seconds{2};
};
inline constexpr std::chrono::minutes longest_wait{5};

// The body of POST /journal/wait, such as
//   {"room": "AbCdEfGhIjKl", "kind": "outbound", "user": "alice", "content": {"matches": "^hi"},
//    "attributes": {"color": "red"}, "count": 3, "after": 17, "within": "PT2S"}
// A member of an entry must equal a plain value, or be as {"contains": ...} or {"matches": ...}
// says. `count` is the least number of entries (1 by default), `atMost` the greatest, `exactly`
// both.
model::result<wait_request> read_wait(std::string_view body);

// The query of GET /journal, such as "room=AbCdEfGhIjKl&kind=outbound&after=17&limit=100". Empty
// values count as absent.
model::result<journal::query> read_query(std::string_view query);

} // namespace ivschat::control
