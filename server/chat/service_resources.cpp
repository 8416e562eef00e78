// Rooms, logging configurations and their tags.
#include "chat/arn.hpp"
#include "chat/identifier.hpp"
#include "chat/limits.hpp"
#include "chat/service.hpp"

#include <algorithm>

namespace ivschat::chat {
namespace {

constexpr std::string_view room_type = "room";
constexpr std::string_view logging_configuration_type = "logging-configuration";

bool reached(std::size_t count, std::uint32_t limit) { return limit != 0 && count >= limit; }

} // namespace

outcome<void> service::admit_operation(timestamp now, const caller& caller,
                                       api_operation operation) {
    // These two are counted with the room's account, together with those that come over WebSocket.
    if (operation == api_operation::delete_message || operation == api_operation::disconnect_user) {
        return {};
    }
    if (meter_.admit_operation(now, caller.home_account, caller.home_region, operation)) return {};
    return refused{refusal::operation_rate_exceeded, caller.home_account,
                   meter_.limits().of(operation)};
}

std::string service::new_arn(const caller& caller, std::string_view type) {
    std::string arn;
    do {
        arn = make_arn({.region = caller.home_region,
                        .account = caller.home_account,
                        .type = type,
                        .id = random_identifier(random_)});
    } while (rooms_.find(arn) != nullptr || logging_configurations_.find(arn) != nullptr);
    return arn;
}

// ---- Rooms ----

std::optional<std::string>
service::missing_logging_configuration(std::string_view room_arn,
                                       const std::vector<std::string>& arns) {
    const auto room = parse_arn(room_arn);
    for (const auto& arn : arns) {
        const auto parts = parse_arn(arn);
        const bool is_near =
            parts && room && parts->account == room->account && parts->region == room->region;
        if (!is_near || logging_configurations_.find(arn) == nullptr) return arn;
    }
    return std::nullopt;
}

outcome<void> service::admit_room(std::string_view account, std::string_view region) const {
    const auto limit = meter_.limits().rooms;
    if (!reached(rooms_.count(account, region), limit)) return {};
    return refused{refusal::too_many_rooms, std::string{account}, limit};
}

outcome<const room*> service::create_room(timestamp now, const caller& caller,
                                          room_settings settings, effects& out) {
    auto arn = new_arn(caller, room_type);
    if (auto missing = missing_logging_configuration(arn, settings.logging_configurations)) {
        return refused{refusal::logging_configuration_not_found, *std::move(missing)};
    }
    const auto admitted = admit_room(caller.home_account, caller.home_region);
    if (!admitted) return admitted.error();
    const room& made = rooms_.add(
        {.arn = std::move(arn), .settings = std::move(settings), .created = now, .updated = now});
    out.emplace_back(room_saved{made});
    return &made;
}

outcome<room*> service::use_room(timestamp now, std::string_view arn, effects& out) {
    if (room* found = rooms_.find(arn)) return found;
    const auto parts = parse_arn(arn);
    if (!settings_.auto_create_rooms || !parts) {
        return refused{refusal::room_not_found, std::string{arn}};
    }
    const auto admitted = admit_room(parts->account, parts->region);
    if (!admitted) return admitted.error();
    room& made =
        rooms_.add({.arn = std::string{arn}, .settings = {}, .created = now, .updated = now});
    out.emplace_back(room_saved{made});
    return &made;
}

outcome<room*> service::visible_room(timestamp now, const caller& caller, std::string_view arn,
                                     effects& out) {
    if (!caller.sees(arn)) return refused{refusal::room_not_found, std::string{arn}};
    return use_room(now, arn, out);
}

outcome<const room*> service::find_room(timestamp now, const caller& caller, std::string_view arn,
                                        effects& out) {
    const auto found = visible_room(now, caller, arn, out);
    if (!found) return found.error();
    return *found;
}

outcome<const room*> service::update_room(timestamp now, const caller& caller, std::string_view arn,
                                          const room_changes& changes, effects& out) {
    const auto found = visible_room(now, caller, arn, out);
    if (!found) return found.error();
    if (changes.logging_configurations) {
        auto missing = missing_logging_configuration(arn, *changes.logging_configurations);
        if (missing) return refused{refusal::logging_configuration_not_found, *std::move(missing)};
    }
    room& room = **found;
    changes.apply_to(room.settings);
    rooms_.touch(room, now);
    out.emplace_back(room_saved{room});
    return &room;
}

room_page service::list_rooms(const caller& caller, const room_filter& filter,
                              const std::optional<list_position>& after, std::size_t limit) const {
    return rooms_.list(caller, filter, after, limit);
}

outcome<void> service::delete_room(const caller& caller, std::string_view arn, effects& out) {
    if (!caller.sees(arn) || !rooms_.remove(arn)) {
        return refused{refusal::room_not_found, std::string{arn}};
    }
    out.emplace_back(room_removed{std::string{arn}});
    return {};
}

void service::restore(room restored) {
    rooms_.remove(restored.arn);
    rooms_.add(std::move(restored));
}

void service::add_if_absent(room adopted, effects& out) {
    if (rooms_.find(adopted.arn) == nullptr)
        out.emplace_back(room_saved{rooms_.add(std::move(adopted))});
}

// ---- Logging configurations ----

outcome<const logging_configuration*>
service::create_logging_configuration(timestamp now, const caller& caller,
                                      logging_configuration_settings settings, effects& out) {
    const auto limit = meter_.limits().logging_configurations;
    if (reached(logging_configurations_.count(caller.home_account, caller.home_region), limit)) {
        return refused{refusal::too_many_logging_configurations, caller.home_account, limit};
    }
    const auto& made =
        logging_configurations_.add({.arn = new_arn(caller, logging_configuration_type),
                                     .settings = std::move(settings),
                                     .created = now,
                                     .updated = now});
    out.emplace_back(logging_configuration_saved{made});
    return &made;
}

outcome<logging_configuration*> service::visible_logging_configuration(const caller& caller,
                                                                       std::string_view arn) const {
    auto* const found = caller.sees(arn) ? logging_configurations_.find(arn) : nullptr;
    if (found == nullptr) {
        return refused{refusal::logging_configuration_not_found, std::string{arn}};
    }
    return found;
}

outcome<const logging_configuration*>
service::find_logging_configuration(const caller& caller, std::string_view arn) const {
    const auto found = visible_logging_configuration(caller, arn);
    if (!found) return found.error();
    return *found;
}

outcome<const logging_configuration*>
service::update_logging_configuration(timestamp now, const caller& caller, std::string_view arn,
                                      const logging_configuration_changes& changes, effects& out) {
    const auto found = visible_logging_configuration(caller, arn);
    if (!found) return found.error();
    auto& configuration = **found;
    if (changes.name) configuration.settings.name = *changes.name;
    if (changes.destination) configuration.settings.destination = *changes.destination;
    logging_configurations_.touch(configuration, now);
    out.emplace_back(logging_configuration_saved{configuration});
    return &configuration;
}

logging_configuration_page service::list_logging_configurations(
    const caller& caller, const std::optional<list_position>& after, std::size_t limit) const {
    return logging_configurations_.list(caller, no_filter{}, after, limit);
}

outcome<void> service::delete_logging_configuration(const caller& caller, std::string_view arn,
                                                    effects& out) {
    const auto found = visible_logging_configuration(caller, arn);
    if (!found) return found.error();
    const chat::caller anybody;
    const room_filter holds{.logging_configuration = std::string{arn}};
    if (!rooms_.list(anybody, holds, std::nullopt, 1).items.empty()) {
        return refused{refusal::logging_configuration_in_use, std::string{arn}};
    }
    logging_configurations_.remove(arn);
    out.emplace_back(logging_configuration_removed{std::string{arn}});
    return {};
}

void service::restore(logging_configuration restored) {
    logging_configurations_.remove(restored.arn);
    logging_configurations_.add(std::move(restored));
}

void service::add_if_absent(logging_configuration adopted, effects& out) {
    if (logging_configurations_.find(adopted.arn) != nullptr) return;
    out.emplace_back(logging_configuration_saved{logging_configurations_.add(std::move(adopted))});
}

// ---- Tags ----

outcome<tag_map> service::tags(timestamp now, const caller& caller, std::string_view arn,
                               effects& out) {
    const auto parts = parse_arn(arn);
    if (parts && parts->type == logging_configuration_type) {
        const auto found = visible_logging_configuration(caller, arn);
        if (!found) return found.error();
        return (*found)->tags();
    }
    const auto found = visible_room(now, caller, arn, out);
    if (!found) return found.error();
    return (*found)->tags();
}

template <class Change>
outcome<void> service::change_tags(timestamp now, const caller& caller, std::string_view arn,
                                   Change change, effects& out) {
    auto tags = this->tags(now, caller, arn, out);
    if (!tags) return tags.error();
    change(*tags);
    if (tags->size() > limits::tags_of_a_resource) {
        return refused{refusal::too_many_tags, std::string{arn}};
    }
    // Whether AWS dates a resource anew when its tags change is not known; here it does not.
    if (room* const room = rooms_.find(arn)) {
        room->tags() = *std::move(tags);
        out.emplace_back(room_saved{*room});
    } else {
        auto& configuration = *logging_configurations_.find(arn);
        configuration.tags() = *std::move(tags);
        out.emplace_back(logging_configuration_saved{configuration});
    }
    return {};
}

outcome<void> service::tag(timestamp now, const caller& caller, std::string_view arn,
                           const tag_map& tags, effects& out) {
    const auto add = [&](tag_map& present) {
        for (const auto& [key, value] : tags) present.insert_or_assign(key, value);
    };
    return change_tags(now, caller, arn, add, out);
}

outcome<void> service::untag(timestamp now, const caller& caller, std::string_view arn,
                             const std::vector<std::string>& keys, effects& out) {
    const auto remove = [&](tag_map& present) {
        for (const auto& key : keys) present.erase(key);
    };
    return change_tags(now, caller, arn, remove, out);
}

} // namespace ivschat::chat
