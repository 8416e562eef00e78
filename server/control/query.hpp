// The query of a URL, read strictly.
#pragma once

#include "control/strict_object.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace ivschat::control {

using parameters = std::map<std::string, std::string, std::less<>>;

// Empty values count as absent. The error names a parameter that is there twice.
read_result<parameters> split_query(std::string_view query);
// The same with these parameters only.
read_result<parameters> read_parameters(std::string_view query,
                                        std::initializer_list<std::string_view> known);

} // namespace ivschat::control
