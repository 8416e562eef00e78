// What the messaging endpoint counts of its requests and deliveries.
#pragma once

#include "metrics/counters.hpp"
#include "wire/wire.hpp"

#include <variant>

namespace ivschat::websocket {

// A request that names no action we know is one of `metrics::action::none`.
metrics::action action_of(const std::variant<wire::action, wire::bad_request>& request);

// What brought the delivery about.
metrics::action action_of(const chat::delivery& delivery);

} // namespace ivschat::websocket
