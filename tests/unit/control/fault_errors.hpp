// The errors of invalid fault rules.
#pragma once

#include "control/faults_json.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace ivschat::control::test {

struct error_row {
    std::string_view body;
    std::string error;
};

// Checks the whole message, and that the fieldList names the same member.
inline void check(const error_row& row) {
    CAPTURE(row.body);
    const auto plan = parse_faults(row.body);
    REQUIRE_FALSE(plan);
    const auto& error = plan.error();
    CHECK(error.message == row.error);
    CHECK(error.kind.name == "ValidationException");
    CHECK(error.kind.status == 400);
    REQUIRE(error.fields.size() == 1);
    const auto body = nlohmann::json::parse(model::encode(error));
    CHECK(body["message"] == row.error);
    CHECK((error.fields[0].name.empty() || row.error.starts_with(error.fields[0].name + " ")));
}

} // namespace ivschat::control::test
