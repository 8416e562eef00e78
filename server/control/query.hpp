// Strict decoding of a URL's query.
#pragma once

#include "model/api_error.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace ivschat::control {

using parameters = std::map<std::string, std::string, std::less<>>;

// A ValidationException.
model::api_error invalid_query(std::string message);

// Empty values count as absent. A parameter that occurs twice is an error.
model::result<parameters> split_query(std::string_view query);
// Other parameters than the `known` ones are errors.
model::result<parameters> read_parameters(std::string_view query,
                                          std::initializer_list<std::string_view> known);

} // namespace ivschat::control
