// How callers are authenticated.
#pragma once

#include "crypto/sigv4.hpp"

#include <string>
#include <vector>

namespace ivschat::http {

enum class authentication_mode {
    lenient, // a missing or wrong signature is accepted, a malformed one is refused
    strict,
};

struct authentication_settings {
    authentication_mode mode = authentication_mode::lenient;
    std::vector<crypto::credentials> credentials; // strict only
    std::string account = "000000000000";         // of callers that are bound to none
    std::string region = "us-east-1";             // of callers that sign for none
};

} // namespace ivschat::http
