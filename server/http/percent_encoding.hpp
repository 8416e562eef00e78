// Percent-encoding of paths and queries (RFC 3986, 2.1).
#pragma once

#include <string>
#include <string_view>

namespace ivschat::http {

// '+' means a space in a query, as forms and SDKs write it, and itself in a path.
enum class plus_sign { is_plus, is_space };

// Leaves sequences that are not of the form %XX unchanged. The result may hold any bytes.
std::string percent_decode(std::string_view text, plus_sign plus);

} // namespace ivschat::http
