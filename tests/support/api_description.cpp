#include "support/api_description.hpp"

#include "model/describe.hpp"
#include "model/error_bodies.hpp"
#include "operations/rows.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace ivschat::test {
namespace {

using nlohmann::json;

// The errors that the API model lists for an operation.
std::vector<model::error_kind> errors_of(std::string_view operation) {
    using namespace model::errors;
    using errors = std::vector<model::error_kind>;
    static const errors messaging{throttling, access_denied, resource_not_found,
                                  pending_verification, validation};
    static const errors creation{
        conflict,  access_denied, resource_not_found, service_quota_exceeded, pending_verification,
        validation};
    static const errors reading{access_denied, resource_not_found, validation};
    static const errors changing{access_denied, resource_not_found, pending_verification,
                                 validation};
    static const errors changing_logs{conflict, access_denied, resource_not_found,
                                      pending_verification, validation};
    static const errors tagging{resource_not_found, internal_server, validation};
    static const std::map<std::string_view, errors> all{
        {"CreateChatToken", changing},
        {"SendEvent", messaging},
        {"DeleteMessage", messaging},
        {"DisconnectUser", messaging},
        {"CreateRoom", creation},
        {"GetRoom", reading},
        {"UpdateRoom", changing},
        {"ListRooms", reading},
        {"DeleteRoom", changing},
        {"CreateLoggingConfiguration", creation},
        {"GetLoggingConfiguration", reading},
        {"UpdateLoggingConfiguration", changing_logs},
        {"ListLoggingConfigurations", {access_denied, validation}},
        {"DeleteLoggingConfiguration", changing_logs},
        {"ListTagsForResource", tagging},
        {"TagResource", tagging},
        {"UntagResource", tagging},
    };
    return all.at(operation);
}

json names_of(const std::vector<model::error_kind>& errors) {
    auto names = json::array();
    for (const auto& error : errors) names.push_back(error.name);
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
    facts["errors"] = names_of(errors_of(row.name));
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
