// The table of operations with the types of their requests and responses. table.cpp derives the
// router's table from it; the tests compare it with the API model.
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
};

template <auto Function>
constexpr row<Function> post(std::string_view path, chat::api_operation quota,
                             unsigned status = 200) {
    return {
        .name = path.substr(1), .method = "POST", .path = path, .status = status, .quota = quota};
}

template <auto Function>
constexpr row<Function> on_tags(std::string_view name, std::string_view method,
                                chat::api_operation quota) {
    return {.name = name,
            .method = method,
            .path = "/tags/{resourceArn}",
            .status = 200,
            .quota = quota};
}

// The busiest first: the router searches from the front.
constexpr auto make_rows() {
    using quota = chat::api_operation;
    return std::tuple{
        post<create_chat_token>("/CreateChatToken", quota::create_chat_token),
        post<send_event>("/SendEvent", quota::send_event),
        post<delete_message>("/DeleteMessage", quota::delete_message),
        post<disconnect_user>("/DisconnectUser", quota::disconnect_user),
        post<create_room>("/CreateRoom", quota::create_room),
        post<get_room>("/GetRoom", quota::get_room),
        post<update_room>("/UpdateRoom", quota::update_room),
        post<list_rooms>("/ListRooms", quota::list_rooms),
        post<delete_room>("/DeleteRoom", quota::delete_room, 204),
        post<create_logging_configuration>("/CreateLoggingConfiguration",
                                           quota::create_logging_configuration),
        post<get_logging_configuration>("/GetLoggingConfiguration",
                                        quota::get_logging_configuration),
        post<update_logging_configuration>("/UpdateLoggingConfiguration",
                                           quota::update_logging_configuration),
        post<list_logging_configurations>("/ListLoggingConfigurations",
                                          quota::list_logging_configurations),
        post<delete_logging_configuration>("/DeleteLoggingConfiguration",
                                           quota::delete_logging_configuration, 204),
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
