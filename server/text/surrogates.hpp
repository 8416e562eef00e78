// Surrogates in the escapes of JSON text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::text {

// Replaces each \uD800 to \uDFFF that has no partner by \ufffd, the replacement character, as Go's
// encoding/json does. Returns nothing if there is none.
std::optional<std::string> replace_lone_surrogates(std::string_view json);

} // namespace ivschat::text
