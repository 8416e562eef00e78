// The compiled tables of the API in the form of fixtures/api: operations, errors, shapes and
// members.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace ivschat::test {

nlohmann::json describe_api();

} // namespace ivschat::test
