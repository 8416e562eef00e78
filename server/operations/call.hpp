// One request to an operation, taken apart by the router.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::operations {

struct call {
    std::string_view body;
    std::string label = {};              // the percent-decoded variable part of the path
    std::vector<std::string> query = {}; // percent-decoded values of the one query parameter
};

} // namespace ivschat::operations
