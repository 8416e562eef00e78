// The table of operations, with the types of their requests and responses: table.cpp makes of it
// what the router needs, the tests compare it with the API model.
#pragma once

#include "operations/logging_configurations.hpp"
#include "operations/messages.hpp"
#include "operations/rooms.hpp"
#include "operations/table.hpp"
#include "operations/tagging.hpp"
#include "operations/tokens.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace ivschat::operations {

template <class Request, class Response>
using operation_function = model::result<Response> (*)(environment&, const chat::caller&, Request);

template <auto Function>
struct row;

template <class Request, class Response, operation_function<Request, Response> Function>
struct row<Function> {
    using request = Request;
    using response = Response; // void: the reply has no body
    static constexpr auto function = Function;

    std::string_view name;
    std::string_view method;
    std::string_view path;
    unsigned status;
    chat::api_operation quota;
    error_list errors;
};

template <auto Function>
constexpr row<Function> post(std::string_view path, unsigned status, chat::api_operation quota,
                             const error_list& errors) {
    return {.name = path.substr(1),
            .method = "POST",
            .path = path,
            .status = status,
            .quota = quota,
            .errors = errors};
}

template <auto Function>
constexpr row<Function> on_tags(std::string_view name, std::string_view method,
                                chat::api_operation quota) {
    using namespace model::errors;
    return {.name = name,
            .method = method,
            .path = "/tags/{resourceArn}",
            .status = 200,
            .quota = quota,
            .errors = {resource_not_found, internal_server, validation}};
}

// The busiest first: the router looks from the front.
constexpr auto make_rows() {
    using namespace model::errors;
    using quota = chat::api_operation;
    return std::tuple{
        post<create_chat_token>(
            "/CreateChatToken", 200, quota::create_chat_token,
            {access_denied, resource_not_found, pending_verification, validation}),
        post<send_event>(
            "/SendEvent", 200, quota::send_event,
            {throttling, access_denied, resource_not_found, pending_verification, validation}),
        post<delete_message>(
            "/DeleteMessage", 200, quota::delete_message,
            {throttling, access_denied, resource_not_found, pending_verification, validation}),
        post<disconnect_user>(
            "/DisconnectUser", 200, quota::disconnect_user,
            {throttling, access_denied, resource_not_found, pending_verification, validation}),
        post<create_room>("/CreateRoom", 200, quota::create_room,
                          {conflict, access_denied, resource_not_found, service_quota_exceeded,
                           pending_verification, validation}),
        post<get_room>("/GetRoom", 200, quota::get_room,
                       {access_denied, resource_not_found, validation}),
        post<update_room>("/UpdateRoom", 200, quota::update_room,
                          {access_denied, resource_not_found, pending_verification, validation}),
        post<list_rooms>("/ListRooms", 200, quota::list_rooms,
                         {access_denied, resource_not_found, validation}),
        post<delete_room>("/DeleteRoom", 204, quota::delete_room,
                          {access_denied, resource_not_found, pending_verification, validation}),
        post<create_logging_configuration>(
            "/CreateLoggingConfiguration", 200, quota::create_logging_configuration,
            {conflict, access_denied, resource_not_found, service_quota_exceeded,
             pending_verification, validation}),
        post<get_logging_configuration>("/GetLoggingConfiguration", 200,
                                        quota::get_logging_configuration,
                                        {access_denied, resource_not_found, validation}),
        post<update_logging_configuration>(
            "/UpdateLoggingConfiguration", 200, quota::update_logging_configuration,
            {conflict, access_denied, resource_not_found, pending_verification, validation}),
        post<list_logging_configurations>("/ListLoggingConfigurations", 200,
                                          quota::list_logging_configurations,
                                          {access_denied, validation}),
        post<delete_logging_configuration>(
            "/DeleteLoggingConfiguration", 204, quota::delete_logging_configuration,
            {conflict, access_denied, resource_not_found, pending_verification, validation}),
        on_tags<list_tags_for_resource>("ListTagsForResource", "GET",
                                        quota::list_tags_for_resource),
        on_tags<tag_resource>("TagResource", "POST", quota::tag_resource),
        on_tags<untag_resource>("UntagResource", "DELETE", quota::untag_resource),
    };
}

inline constexpr auto rows = make_rows();

// Every chat::api_operation has exactly one row: counters and quotas are indexed by it.
constexpr bool has_one_row_each() {
    std::array<std::size_t, chat::api_operation_count> rows_of{};
    std::apply(
        [&](const auto&... row) { (++rows_of.at(static_cast<std::size_t>(row.quota)), ...); },
        rows);
    return std::all_of(rows_of.begin(), rows_of.end(), [](auto count) { return count == 1; });
}
static_assert(std::tuple_size_v<decltype(rows)> == chat::api_operation_count,
              "an operation lacks its row, or chat::api_operation_count does not count it");
static_assert(has_one_row_each(), "two rows have the same chat::api_operation");

} // namespace ivschat::operations
