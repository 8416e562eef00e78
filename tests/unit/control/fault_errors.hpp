// What is told of rules that are not right.
#pragma once

#include "control/faults_json.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace ivschat::control::test {

struct complaint_row {
    std::string_view body;
    std::string complaint;
};

// The whole message, and that it names the same place in its fieldList.
inline void check(const complaint_row& row) {
    CAPTURE(row.body);
    const auto plan = parse_faults(row.body);
    REQUIRE_FALSE(plan);
    const auto& error = plan.error();
    CHECK(error.message == row.complaint);
    CHECK(error.kind.name == "ValidationException");
    CHECK(error.kind.status == 400);
    REQUIRE(error.fields.size() == 1);
    const auto body = nlohmann::json::parse(model::encode(error));
    CHECK(body["message"] == row.complaint);
    CHECK((error.fields[0].name.empty() || row.complaint.starts_with(error.fields[0].name + " ")));
}

} // namespace ivschat::control::test
