#include "text_of.hpp"

#include <sstream>

namespace ivschat::chat::test {
namespace {

// One overload of `operator()` for each kind of value; each appends one piece of text.
struct writer {
    std::ostringstream out;

    void word(std::string_view text) { out << text << '|'; }
    void number(auto value) { out << static_cast<long long>(value) << '|'; }
    void time(timestamp when) { number(when.time_since_epoch().count()); }
    void map(const attribute_map& map) {
        for (const auto& [key, value] : map) out << key << '=' << value << ',';
        out << '|';
    }
    void token(const token_id& token) {
        for (const auto byte : token) out << std::to_integer<int>(byte) << '.';
        out << '|';
    }

    void write(const room& room) {
        const auto& settings = room.settings;
        word(room.arn);
        word(settings.name);
        number(settings.maximum_message_rate_per_second);
        number(settings.maximum_message_length);
        if (settings.review_handler) {
            word(settings.review_handler->uri);
            number(settings.review_handler->fallback);
        }
        map(settings.tags);
        for (const auto& each : settings.logging_configurations) word(each);
        time(room.created);
        time(room.updated);
    }
    void write(const logging_configuration& configuration) {
        word(configuration.arn);
        word(configuration.settings.name);
        number(configuration.settings.destination.kind);
        word(configuration.settings.destination.name);
        map(configuration.settings.tags);
        time(configuration.created);
        time(configuration.updated);
    }
    void write(const session& session) {
        number(session.id);
        word(session.room_arn);
        word(session.user_id);
        map(session.attributes);
        number(session.capabilities.bits());
        time(session.expires_at);
        time(session.connected);
        word(session.client_ip);
        token(session.token);
    }
    void write(const message& message) {
        word(message.id);
        word(message.request_id);
        if (message.attributes) map(*message.attributes);
        word(message.content);
        time(message.sent_at);
        word(message.sender_user_id);
        map(message.sender_attributes);
    }
    void write(const event& event) {
        word(event.id);
        word(event.request_id);
        word(event.name);
        if (event.attributes) map(*event.attributes);
        time(event.sent_at);
    }
    void write(const refused& refused) {
        word("refused");
        number(refused.why);
        word(refused.resource);
        number(refused.limit);
    }
    void write(const std::string& text) { word(text); }
    void write(session_id id) { number(id); }

    void write(const delivery& delivery) {
        word(delivery.room_arn);
        std::visit([&](const auto& what) { write(what); }, delivery.what);
    }
    void write(const review_wanted& review) {
        number(review.id);
        word(review.handler_uri);
        word(review.room_arn);
        number(review.maximum_message_length);
        write(review.what);
        word(review.sender_ip);
    }
    void write(const rejection& rejection) {
        number(rejection.session);
        word(rejection.request_id);
        write(rejection.why);
    }
    void write(const closure& closure) {
        number(closure.session);
        number(closure.cause);
        word(closure.reason);
    }
    void write(const room_saved& effect) { write(effect.saved); }
    void write(const room_removed& effect) { word(effect.arn); }
    void write(const logging_configuration_saved& effect) { write(effect.saved); }
    void write(const logging_configuration_removed& effect) { word(effect.arn); }
    void write(const token_used& effect) {
        token(effect.token);
        time(effect.expires_at);
    }
    void write(const token_released& effect) {
        token(effect.token);
        time(effect.expires_at);
    }
    void write(const tokens_forgotten& effect) { number(effect.void_until); }

    template <class Value>
    void write(const outcome<Value>& outcome) {
        if (!outcome) return write(outcome.error());
        if constexpr (!std::is_void_v<Value>) write(*outcome);
    }
};

} // namespace

std::string text_of(const command_outcome& outcome) {
    writer to;
    to.number(outcome.index());
    std::visit([&](const auto& each) { to.write(each); }, outcome);
    return to.out.str();
}

std::string text_of(const effects& effects) {
    writer to;
    for (const auto& effect : effects) {
        to.number(effect.index());
        std::visit([&](const auto& each) { to.write(each); }, effect);
        to.out << '\n';
    }
    return to.out.str();
}

std::string text_of(const service& state, timestamp now, const std::vector<token_used>& tokens) {
    writer to;
    const auto write = [&](const auto& each) {
        to.write(each);
        to.out << '\n';
    };
    state.rooms().for_each(write);
    state.logging_configurations().for_each(write);
    state.sessions().for_each(write);
    for (const auto& each : tokens) to.number(state.state_of(now, each.token, each.expires_at));
    to.number(state.reviews_under_way());
    if (const auto due = state.next_due()) to.time(*due);
    return to.out.str();
}

} // namespace ivschat::chat::test
