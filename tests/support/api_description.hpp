// The whole compiled API, in the form of fixtures/api: the tables operations, errors, shapes and
// members.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace ivschat::test {

nlohmann::json describe_api();

} // namespace ivschat::test
