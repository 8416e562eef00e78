// What the messaging endpoint writes into the journal of its requests.
#pragma once

#include "journal/records.hpp"
#include "wire/wire.hpp"

#include <string_view>
#include <variant>

namespace ivschat::websocket {

using decoded_request = std::variant<wire::action, wire::bad_request>;

// As the frame names it; empty if it could not be read.
std::string_view action_name(const decoded_request& request);
std::string_view request_id_of(const decoded_request& request);

// MESSAGE or EVENT
std::string_view type_of(const chat::delivery& delivery);

journal::entry received(const decoded_request& request, const journal::connection_info& from);
// Once for all connections that it goes to.
journal::entry sent(const chat::delivery& delivery, std::size_t connections);

} // namespace ivschat::websocket
