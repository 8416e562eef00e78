#include "support/api_description.hpp"

#include "model/describe.hpp"
#include "model/error_bodies.hpp"
#include "operations/rows.hpp"

#include <algorithm>

namespace ivschat::test {
namespace {

using nlohmann::json;

json names_of(const operations::error_list& errors) {
    auto names = json::array();
    for (const auto& error : errors) {
        if (!error.name.empty()) names.push_back(error.name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

// In the API model, the output of an operation has its own name. It is a structure without members
// if the body is empty, and absent if the status is 204 (no content).
template <class Response>
void describe_response(model::api_description& description, const std::string& name, json& facts) {
    if (facts.at("status") == 204) return;
    facts["output"] = name;
    if constexpr (std::is_void_v<Response>)
        description.add_row("shapes", name, {{"type", "structure"}});
    else
        description.add_structure<Response>(name);
}

template <class Row>
void describe_operation(model::api_description& description, const Row& row) {
    const std::string name{row.name};
    json facts{{"method", row.method}, {"path", row.path}, {"status", row.status}};
    facts["input"] = description.add_structure<typename Row::request>();
    describe_response<typename Row::response>(description, name + "Response", facts);
    facts["errors"] = names_of(row.errors);
    description.add_row("operations", name, std::move(facts));
}

} // namespace

json describe_api() {
    model::api_description description;
    std::apply([&](const auto&... row) { (describe_operation(description, row), ...); },
               operations::rows);
    const auto describe_error = [&]<class Body>(const model::modelled_error<Body>& error) {
        description.add_error<Body>(error.kind);
    };
    std::apply([&](const auto&... error) { (describe_error(error), ...); }, model::modelled_errors);
    return description.rows();
}

} // namespace ivschat::test
