// Requests to an operation, made from the cases of its members, with what the reply must be.
#pragma once

#include "value_cases.hpp"

namespace ivschat::test {

struct request_case {
    std::string what;
    std::string target;
    std::string body;
    verdict expected = verdict::accepted;
    std::vector<failure> failures = {}; // paths as fieldList names them: "tags/key"
};

// `operation` is a name in `tables`, which have the form of fixtures/api.
std::vector<request_case> request_cases(const nlohmann::json& tables, const std::string& operation);

} // namespace ivschat::test
