// Percent-encoding of paths and queries (RFC 3986, 2.1).
#pragma once

#include <string>
#include <string_view>

namespace ivschat::http {

// In a query that a form or an SDK wrote, '+' is a space; in a path it is itself.
enum class plus_sign { is_plus, is_space };

// Sequences that are not of the form %XX stay as they are. The result may be any bytes.
std::string percent_decode(std::string_view text, plus_sign plus);

} // namespace ivschat::http
