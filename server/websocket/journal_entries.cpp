#include "websocket/journal_entries.hpp"

namespace ivschat::websocket {

journal::entry request_received(chat::timestamp when, const wire::decoded_request& request,
                                const journal::connection_info& from) {
    const auto* good = std::get_if<wire::action>(&request);
    if (good == nullptr)
        return journal::request_unreadable(when, from, wire::request_id_of(request));
    return std::visit(
        [&](const auto& asked) {
            return journal::request_received(when, wire::name_of(request), from, asked);
        },
        *good);
}

journal::entry frame_sent(const chat::delivery& delivery, std::size_t connections) {
    const auto count = static_cast<std::uint32_t>(connections);
    return std::visit(
        [&](const auto& what) {
            return journal::frame_sent(wire::type_of(delivery.what), delivery.room_arn, what,
                                       count);
        },
        delivery.what);
}

} // namespace ivschat::websocket
