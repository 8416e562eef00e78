#include "websocket/records.hpp"

namespace ivschat::websocket {
namespace {

struct name_of_command {
    std::string_view operator()(const chat::send_message&) const { return "SEND_MESSAGE"; }
    std::string_view operator()(const chat::delete_message&) const { return "DELETE_MESSAGE"; }
    std::string_view operator()(const chat::disconnect_user&) const { return "DISCONNECT_USER"; }
};

} // namespace

std::string_view action_name(const decoded_request& request) {
    const auto* good = std::get_if<wire::action>(&request);
    return good == nullptr ? std::string_view{} : std::visit(name_of_command{}, *good);
}

std::string_view request_id_of(const decoded_request& request) {
    if (const auto* bad = std::get_if<wire::bad_request>(&request)) return bad->request_id;
    return std::visit([](const auto& asked) { return std::string_view{asked.request_id}; },
                      std::get<wire::action>(request));
}

std::string_view type_of(const chat::delivery& delivery) {
    return std::holds_alternative<chat::message>(delivery.what) ? "MESSAGE" : "EVENT";
}

journal::entry received(const decoded_request& request, const journal::connection_info& from) {
    const auto* good = std::get_if<wire::action>(&request);
    if (good == nullptr) return journal::unreadable(from, request_id_of(request));
    return std::visit(
        [&](const auto& asked) { return journal::received(action_name(request), from, asked); },
        *good);
}

journal::entry sent(const chat::delivery& delivery, std::size_t connections) {
    const auto count = static_cast<std::uint32_t>(connections);
    return std::visit(
        [&](const auto& what) {
            return journal::sent(type_of(delivery), delivery.room_arn, what, count);
        },
        delivery.what);
}

} // namespace ivschat::websocket
