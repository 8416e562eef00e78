#include "operations/table.hpp"

#include "model/decode.hpp"
#include "model/encode.hpp"
#include "operations/rows.hpp"

#include <array>

namespace ivschat::operations {
namespace {

// Adds the members that are bound to the path and the query. They replace members of the same name
// in the body.
template <class Request>
void add_bound_members(text::json_document& body, const call& call) {
    model::for_each_member<Request>([&](const auto& member) {
        if (member.where == model::location::path)
            body.add_string(member.name, call.path_parameter);
        if (member.where != model::location::query) return;
        if (call.query.empty())
            body.add_null(member.name);
        else
            body.add_list(member.name, call.query);
    });
}

// The name of the member that is bound to the query; empty: there is none.
template <class Request>
constexpr std::string_view query_parameter() {
    std::string_view name;
    model::for_each_member<Request>([&](const auto& member) {
        if (member.where == model::location::query) name = member.name;
    });
    return name;
}

bool names_room(std::string_view arn) { return arn.find(":room/") != std::string_view::npos; }

template <class Request>
subject subject_of(const Request& request) {
    subject about;
    if constexpr (requires { request.room_identifier; }) {
        about.room_arn = request.room_identifier;
    } else if constexpr (requires { request.identifier; }) {
        if (names_room(request.identifier)) about.room_arn = request.identifier;
    } else if constexpr (requires { request.resource_arn; }) {
        if (names_room(request.resource_arn)) about.room_arn = request.resource_arn;
    }
    if constexpr (std::is_same_v<Request, model::disconnect_user_request>) {
        about.target_user_id = request.user_id;
    } else if constexpr (requires { request.user_id; }) {
        about.user_id = request.user_id;
    }
    if constexpr (std::is_same_v<Request, model::delete_message_request>) {
        about.message_id = request.id;
    }
    if constexpr (requires { request.event_name; }) about.event_name = request.event_name;
    return about;
}

template <class Response>
void report_created(call_observer& call_observer, const Response& response) {
    if constexpr (requires { std::string_view{response.arn}; }) {
        if (names_room(response.arn)) call_observer.on_created(response.arn);
    }
}

// One operation as a whole, from JSON to JSON.
template <class Row>
model::result<std::string> invoke(environment& env, const chat::caller& caller, const call& call) {
    auto body = model::read_body(call.body);
    if (auto error = model::check_body(body)) return *std::move(error);
    add_bound_members<typename Row::request>(body, call);
    auto request = model::decode<typename Row::request>(*body.root());
    if (!request) return request.error();
    if (call.call_observer != nullptr && !call.call_observer->on_validated(subject_of(*request))) {
        return model::api_error::plain(model::errors::internal_server, "Not carried out.");
    }
    const auto response = Row::function(env, caller, *std::move(request));
    if (!response) return response.error();
    if constexpr (std::is_void_v<typename Row::response>)
        return std::string{};
    else {
        if (call.call_observer != nullptr) report_created(*call.call_observer, *response);
        return model::encode(*response, env.options.timestamps);
    }
}

template <class Row>
constexpr operation without_types(const Row& row) {
    return {.name = row.name,
            .method = row.method,
            .path = row.path,
            .status = row.status,
            .quota = row.quota,
            .query_parameter = query_parameter<typename Row::request>(),
            .invoke = invoke<Row>};
}

constexpr auto table =
    std::apply([](const auto&... each) { return std::array{without_types(each)...}; }, rows);

} // namespace

std::span<const operation> all() { return table; }

} // namespace ivschat::operations
