// The description of the control API, OpenAPI 3.1.
#pragma once

#include <string_view>

namespace ivschat::control {

std::string_view openapi();

} // namespace ivschat::control
