// The journal's entries of requests and of what a room gets.
#pragma once

#include "journal/entries.hpp"
#include "wire/frames.hpp"

#include <cstddef>

namespace ivschat::websocket {

journal::entry request_received(chat::timestamp when, const wire::decoded_request& request,
                                const journal::connection_info& from);
// One for all connections that the frame goes to.
journal::entry frame_sent(const chat::delivery& delivery, std::size_t connections);

} // namespace ivschat::websocket
