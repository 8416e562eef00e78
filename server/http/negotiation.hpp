// Which media types are spoken: JSON in, JSON out.
#pragma once

#include "http/request.hpp"
#include "model/api_error.hpp"

namespace ivschat::http {

// Refuses a body that is declared as something other than JSON or is compressed (415), and a client
// that does not take JSON (406). A missing Content-Type is fine: paws for R sends none.
model::result<void> negotiate(const request& request);

} // namespace ivschat::http
