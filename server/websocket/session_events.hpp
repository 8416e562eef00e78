// What a connection reports to the gateway: on the core's thread, in the order in which it happened
// to that connection.
#pragma once

#include "chat/types.hpp"
#include "faults/rule_set.hpp"
#include "wire/actions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::websocket {

// The requests of one read.
struct request_batch {
    std::vector<wire::decoded_request> requests;
    // What the fault rules decided for the first one, which has been held for as long as they said.
    std::optional<faults::decision> decided = {};
};

// How a connection ends, or has ended.
struct close_info {
    std::uint16_t code; // of the close frame, or wire::close_code::none or abnormal
    std::string reason = {};
    bool is_from_peer = false; // the user has left, however long the socket stays
};

class session_events {
public:
    // The connection submits nothing more until it is told `core_done`.
    virtual void on_requests(chat::session_id from, request_batch batch) = 0;
    // Nothing of the room goes to it from now on. Comes once.
    virtual void on_closing(chat::session_id id, const close_info& info) = 0;
    // The last event of a connection, after `on_closing`.
    virtual void on_ended(chat::session_id id) = 0;

protected:
    ~session_events() = default;
};

} // namespace ivschat::websocket
