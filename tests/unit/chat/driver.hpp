// A chat service and a shorthand for each of its commands. Seeds are the same in every run.
#pragma once

#include "chat/apply.hpp"
#include "chat/request_quotas.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::chat::test {

class driver {
public:
    explicit driver(service_settings settings = {})
        : service_{settings}, request_quotas_{settings.quotas} {}

    template <class Command>
    outcome_of<Command> apply(timestamp now, Command command, effects& out) {
        return chat::apply(service_, now, next_seed(), std::move(command), out);
    }

    // ---- Commands ----

    outcome<room> create_room(timestamp now, const caller& who, room_settings settings,
                              effects& out) {
        return apply(now, chat::create_room{.caller = who, .settings = std::move(settings)}, out);
    }
    // As the operations do it: a missing room is created first where that is configured.
    outcome<room> find_room(timestamp now, const caller& who, const std::string& arn,
                            effects& out) {
        if (service_.lacks_room(who, arn)) {
            const auto created = apply(now, ensure_room{.caller = who, .arn = arn}, out);
            if (!created) return created.error();
        }
        const auto found = service_.find_room(who, arn);
        if (!found) return found.error();
        return **found;
    }
    outcome<room> update_room(timestamp now, const caller& who, const std::string& arn,
                              room_changes changes, effects& out) {
        return apply(
            now, chat::update_room{.caller = who, .arn = arn, .changes = std::move(changes)}, out);
    }
    outcome<void> delete_room(const caller& who, const std::string& arn, effects& out) {
        return apply({}, chat::delete_room{.caller = who, .arn = arn}, out);
    }
    outcome<logging_configuration>
    create_logging_configuration(timestamp now, const caller& who,
                                 logging_configuration_settings settings, effects& out) {
        return apply(
            now, chat::create_logging_configuration{.caller = who, .settings = std::move(settings)},
            out);
    }
    outcome<logging_configuration>
    update_logging_configuration(timestamp now, const caller& who, const std::string& arn,
                                 logging_configuration_changes changes, effects& out) {
        return apply(now,
                     chat::update_logging_configuration{
                         .caller = who, .arn = arn, .changes = std::move(changes)},
                     out);
    }
    outcome<void> delete_logging_configuration(const caller& who, const std::string& arn,
                                               effects& out) {
        return apply({}, chat::delete_logging_configuration{.caller = who, .arn = arn}, out);
    }
    outcome<void> tag(timestamp now, const caller& who, const std::string& arn, tag_map tags,
                      effects& out) {
        return apply(now, tag_resource{.caller = who, .arn = arn, .tags = std::move(tags)}, out);
    }
    outcome<void> untag(timestamp now, const caller& who, const std::string& arn,
                        std::vector<std::string> keys, effects& out) {
        return apply(now, untag_resource{.caller = who, .arn = arn, .keys = std::move(keys)}, out);
    }
    template <class Request>
    outcome<std::string> send(timestamp now, const caller& who, const std::string& room_arn,
                              Request request, effects& out) {
        return apply(now,
                     from_backend<Request>{
                         .caller = who, .room_arn = room_arn, .request = std::move(request)},
                     out);
    }
    template <class Request>
    outcome<void> send(timestamp now, session_id from, Request request, effects& out) {
        return apply(now, from_session<Request>{.session = from, .request = std::move(request)},
                     out);
    }
    void complete_review(timestamp now, review_id review, review_verdict verdict, effects& out) {
        CHECK(
            apply(now, chat::complete_review{.review = review, .verdict = std::move(verdict)}, out)
                .has_value());
    }
    // Both steps, as if the token had been stored at once.
    outcome<session_id> connect(timestamp now, const grant& grant, effects& out) {
        const auto used = use_token(now, grant, out);
        if (!used) return used.error();
        return open_session(now, grant, out);
    }
    outcome<void> use_token(timestamp now, const grant& grant, effects& out,
                            std::optional<timestamp> real_time = {}) {
        return apply(now, chat::use_token{.grant = grant, .real_time = real_time.value_or(now)},
                     out);
    }
    outcome<session_id> open_session(timestamp now, const grant& grant, effects& out) {
        return apply(now, chat::connect{.grant = grant}, out);
    }
    void release_token(const grant& grant, effects& out) {
        CHECK(apply({},
                    chat::release_token{.token = grant.token, .expires_at = grant.token_expires_at},
                    out)
                  .has_value());
    }
    void disconnect(session_id id) { apply_silently(chat::disconnect{.session = id}); }
    void expire_token(timestamp now, const token_id& token, timestamp expires_at, effects& out) {
        CHECK(apply(now, chat::expire_token{.token = token, .expires_at = expires_at}, out)
                  .has_value());
    }
    void advance(timestamp now, effects& out) {
        CHECK(apply(now, advance_time{}, out).has_value());
    }
    void restore(room restored) { apply_silently(chat::restore{.rooms = {std::move(restored)}}); }
    void restore(logging_configuration restored) {
        apply_silently(chat::restore{.logging_configurations = {std::move(restored)}});
    }
    void add_if_absent(room added, effects& out) {
        CHECK(apply({}, chat::add_if_absent{.rooms = {std::move(added)}}, out).has_value());
    }
    void add_if_absent(logging_configuration added, effects& out) {
        CHECK(apply({}, chat::add_if_absent{.logging_configurations = {std::move(added)}}, out)
                  .has_value());
    }
    void replace_resources(std::vector<room> rooms,
                           std::vector<logging_configuration> configurations, effects& out) {
        CHECK(apply({},
                    chat::replace_resources{.rooms = std::move(rooms),
                                            .logging_configurations = std::move(configurations)},
                    out)
                  .has_value());
    }
    void reset_room(const std::string& arn, std::optional<room> replacement, effects& out) {
        CHECK(apply({}, chat::reset_room{.arn = arn, .replacement = std::move(replacement)}, out)
                  .has_value());
    }
    void reset_all(std::vector<room> rooms, effects& out,
                   std::optional<std::uint64_t> void_until = 0) {
        CHECK(apply({}, chat::reset_all{.rooms = std::move(rooms), .void_tokens_until = void_until},
                    out)
                  .has_value());
        request_quotas_.forget_usage();
    }

    // ---- What the fronts ask first ----

    outcome<void> admit_operation(timestamp now, const caller& who, api_operation operation) {
        return request_quotas_.admit_operation(now, who, operation);
    }
    // As the gateway keeps it: each connection has its rate.
    outcome<void> admit_request(timestamp now, session_id id) {
        if (service_.sessions().find(id) == nullptr) return refusal::no_such_session;
        return request_quotas_.admit_request(now, request_rates_[id]);
    }

    // ---- Queries ----

    const service& state() const { return service_; }
    const resource_store<room>& rooms() const { return service_.rooms(); }
    const resource_store<logging_configuration>& logging_configurations() const {
        return service_.logging_configurations();
    }
    room_page list_rooms(const caller& who, const room_filter& filter,
                         const std::optional<list_position>& after, std::size_t limit) const {
        return service_.list_rooms(who, filter, after, limit);
    }
    outcome<const logging_configuration*> find_logging_configuration(const caller& who,
                                                                     std::string_view arn) const {
        return service_.find_logging_configuration(who, arn);
    }
    logging_configuration_page
    list_logging_configurations(const caller& who, const std::optional<list_position>& after,
                                std::size_t limit) const {
        return service_.list_logging_configurations(who, after, limit);
    }
    outcome<const tag_map*> find_tags(const caller& who, std::string_view arn) const {
        return service_.find_tags(who, arn);
    }
    token_state state_of(timestamp now, const token_id& token, timestamp expires_at) const {
        return service_.state_of(now, token, expires_at);
    }
    std::size_t session_count() const { return service_.session_count(); }
    const session_registry& sessions() const { return service_.sessions(); }
    std::size_t reviews_under_way() const { return service_.reviews_under_way(); }
    std::optional<timestamp> next_due() const { return service_.next_due(); }

private:
    seed next_seed() {
        seed made;
        for (auto& byte : made.bytes) byte = static_cast<std::byte>(random_());
        return made;
    }
    // At the beginning of time, when no session is over yet.
    template <class Command>
    void apply_silently(Command command) {
        effects out;
        CHECK(apply({}, std::move(command), out).has_value());
        CHECK(out.empty());
    }

    service service_;
    chat::request_quotas request_quotas_;
    std::map<session_id, rate_limiter> request_rates_;
    std::mt19937_64 random_{1};
};

} // namespace ivschat::chat::test
