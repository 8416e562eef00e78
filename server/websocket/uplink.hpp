// What connections tell the endpoint: on the core's thread, and in the order in which it happened
// to each of them.
#pragma once

#include "chat/types.hpp"
#include "faults/rule_set.hpp"
#include "websocket/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::websocket {

// What one read of a connection brought.
struct request_batch {
    std::vector<decoded_request> requests;
    // What the fault rules want of the first, which has waited for as long as they wanted.
    std::optional<faults::decision> decided = {};
};

// How a connection ends, or has ended.
struct farewell {
    std::uint16_t code; // of the close frame, or close_code::none or abnormal
    std::string reason = {};
    bool is_from_peer = false; // who has left with that, however long the socket stays
};

class uplink {
public:
    // The connection reads nothing more before it is told to go on.
    virtual void received(chat::session_id from, request_batch batch) = 0;
    // Nothing of the room goes to it from now on.
    virtual void closing(chat::session_id id, const farewell& said) = 0;
    // The last that is heard of it; `closing` came before.
    virtual void ended(chat::session_id id) = 0;

protected:
    ~uplink() = default;
};

} // namespace ivschat::websocket
