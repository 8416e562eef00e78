// Content negotiation: requests and replies are JSON.
#pragma once

#include "http/request.hpp"
#include "model/api_error.hpp"

namespace ivschat::http {

// Refuses a body that is not declared as JSON or is compressed (415), and a client that does not
// accept JSON (406). A missing Content-Type is accepted: paws for R sends none.
model::result<void> negotiate(const request& request);

} // namespace ivschat::http
