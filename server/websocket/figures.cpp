#include "websocket/figures.hpp"

namespace ivschat::websocket {
namespace {

struct action_of_command {
    metrics::action operator()(const chat::send_message&) const {
        return metrics::action::send_message;
    }
    metrics::action operator()(const chat::delete_message&) const {
        return metrics::action::delete_message;
    }
    metrics::action operator()(const chat::disconnect_user&) const {
        return metrics::action::disconnect_user;
    }
};

} // namespace

metrics::action action_of(const std::variant<wire::action, wire::bad_request>& request) {
    const auto* const good = std::get_if<wire::action>(&request);
    return good == nullptr ? metrics::action::none : std::visit(action_of_command{}, *good);
}

metrics::action action_of(const chat::delivery& delivery) {
    const auto* const event = std::get_if<chat::event>(&delivery.what);
    if (event == nullptr) return metrics::action::send_message;
    if (event->name == "aws:DELETE_MESSAGE") return metrics::action::delete_message;
    if (event->name == "aws:DISCONNECT_USER") return metrics::action::disconnect_user;
    return metrics::action::send_event;
}

} // namespace ivschat::websocket
