// How callers are authenticated.
#pragma once

#include "crypto/sigv4.hpp"

#include <string>
#include <vector>

namespace ivschat::http {

enum class authentication_mode {
    lenient, // accepts missing and wrong signatures, refuses malformed ones
    strict,  // accepts correct signatures only
};

struct authentication_settings {
    authentication_mode mode = authentication_mode::lenient;
    std::vector<crypto::credentials> credentials; // strict only
    std::string account = "000000000000";         // of callers whose access key names none
    std::string region = "us-east-1";             // of callers that do not sign
};

} // namespace ivschat::http
