// The query of a URL, as forms and SDKs write it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::http {

// The parameters, decoded, in their order. One without '=' has an empty value. The texts may hold
// any bytes.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

} // namespace ivschat::http
