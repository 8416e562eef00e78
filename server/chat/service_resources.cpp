// Rooms, logging configurations and their tags.
#include "chat/arn.hpp"
#include "chat/context.hpp"
#include "chat/limits.hpp"
#include "chat/service.hpp"

#include <algorithm>

namespace ivschat::chat {
namespace {

constexpr std::string_view room_type = "room";
constexpr std::string_view logging_configuration_type = "logging-configuration";

bool is_reached(std::uint32_t limit, std::size_t count) { return limit != 0 && count >= limit; }

refused unknown_room(std::string_view arn) { return {refusal::room_not_found, std::string{arn}}; }

} // namespace

std::string service::new_arn(context& context, const caller& caller, std::string_view type) const {
    std::string arn;
    do {
        arn = make_arn({.region = caller.default_region,
                        .account = caller.default_account,
                        .type = type,
                        .id = context.new_identifier()});
    } while (rooms_.find(arn) != nullptr || logging_configurations_.find(arn) != nullptr);
    return arn;
}

// ---- Rooms ----

std::optional<std::string>
service::missing_logging_configuration(std::string_view room_arn,
                                       const std::vector<std::string>& arns) const {
    const auto room = parse_arn(room_arn);
    for (const auto& arn : arns) {
        const auto parts = parse_arn(arn);
        const bool is_near =
            parts && room && parts->account == room->account && parts->region == room->region;
        if (!is_near || logging_configurations_.find(arn) == nullptr) return arn;
    }
    return std::nullopt;
}

outcome<void> service::check_room_quota(std::string_view account, std::string_view region) const {
    const auto limit = meter_.limits().rooms;
    if (!is_reached(limit, rooms_.count(account, region))) return {};
    return refused{refusal::too_many_rooms, std::string{account}, limit};
}

outcome<room> service::apply(context& context, create_room&& command) {
    const auto& caller = command.caller;
    auto arn = new_arn(context, caller, room_type);
    if (auto missing = missing_logging_configuration(arn, command.settings.logging_configurations))
        return refused{refusal::logging_configuration_not_found, *std::move(missing)};
    const auto admitted = check_room_quota(caller.default_account, caller.default_region);
    if (!admitted) return admitted.error();
    const room& created = rooms_.add({.arn = std::move(arn),
                                      .settings = std::move(command.settings),
                                      .created = in_milliseconds(context.now),
                                      .updated = rooms_.next_update_time(context.now)});
    context.emit(room_saved{created});
    return created;
}

bool service::may_create(std::string_view arn) const {
    const auto parts = parse_arn(arn);
    return settings_.auto_create_rooms && parts && parts->type == room_type;
}

bool service::lacks_room(const caller& caller, std::string_view arn) const {
    return may_create(arn) && caller.may_access(arn) && rooms_.find(arn) == nullptr;
}

outcome<void> service::apply(context& context, ensure_room&& command) {
    const auto room = find_or_create_room(context, command.caller, command.arn);
    if (!room) return room.error();
    return {};
}

outcome<room*> service::find_or_create_room(context& context, std::string_view arn) {
    if (room* found = rooms_.find(arn)) return found;
    if (!may_create(arn)) return unknown_room(arn);
    const auto parts = parse_arn(arn);
    const auto admitted = check_room_quota(parts->account, parts->region);
    if (!admitted) return admitted.error();
    room& created = rooms_.add({.arn = std::string{arn},
                                .settings = {},
                                .created = in_milliseconds(context.now),
                                .updated = rooms_.next_update_time(context.now)});
    context.created_room = created.arn;
    context.emit(room_saved{created});
    return &created;
}

void service::undo_creation(context& context) {
    rooms_.remove(context.created_room);
    std::erase_if(context.out, [&](const effect& each) {
        const auto* const saved = std::get_if<room_saved>(&each);
        return saved != nullptr && saved->saved.arn == context.created_room;
    });
}

outcome<room*> service::find_or_create_room(context& context, const caller& caller,
                                            std::string_view arn) {
    if (!caller.may_access(arn)) return unknown_room(arn);
    return find_or_create_room(context, arn);
}

outcome<const room*> service::find_room(const caller& caller, std::string_view arn) const {
    const room* const found = caller.may_access(arn) ? rooms_.find(arn) : nullptr;
    if (found == nullptr) return unknown_room(arn);
    return found;
}

outcome<room> service::apply(context& context, update_room&& command) {
    const auto found = find_or_create_room(context, command.caller, command.arn);
    if (!found) return found.error();
    const auto& changes = command.changes;
    if (changes.logging_configurations) {
        auto missing = missing_logging_configuration(command.arn, *changes.logging_configurations);
        if (missing) return refused{refusal::logging_configuration_not_found, *std::move(missing)};
    }
    room& room = **found;
    changes.apply_to(room.settings);
    rooms_.touch(room, context.now);
    context.emit(room_saved{room});
    return room;
}

room_page service::list_rooms(const caller& caller, const room_filter& filter,
                              const std::optional<list_position>& after, std::size_t limit) const {
    return rooms_.list(caller, filter, after, limit);
}

outcome<void> service::apply(context& context, delete_room&& command) {
    if (!command.caller.may_access(command.arn) || !rooms_.remove(command.arn)) {
        return unknown_room(command.arn);
    }
    context.emit(room_removed{std::move(command.arn)});
    return {};
}

// ---- Logging configurations ----

outcome<logging_configuration> service::apply(context& context,
                                              create_logging_configuration&& command) {
    const auto& caller = command.caller;
    const auto limit = meter_.limits().logging_configurations;
    if (is_reached(limit,
                   logging_configurations_.count(caller.default_account, caller.default_region))) {
        return refused{refusal::too_many_logging_configurations, caller.default_account, limit};
    }
    const auto& created = logging_configurations_.add(
        {.arn = new_arn(context, caller, logging_configuration_type),
         .settings = std::move(command.settings),
         .created = in_milliseconds(context.now),
         .updated = logging_configurations_.next_update_time(context.now)});
    context.emit(logging_configuration_saved{created});
    return created;
}

outcome<logging_configuration*> service::find_mutable(const caller& caller,
                                                      std::string_view arn) const {
    auto* const found = caller.may_access(arn) ? logging_configurations_.find(arn) : nullptr;
    if (found == nullptr) {
        return refused{refusal::logging_configuration_not_found, std::string{arn}};
    }
    return found;
}

outcome<const logging_configuration*>
service::find_logging_configuration(const caller& caller, std::string_view arn) const {
    const auto found = find_mutable(caller, arn);
    if (!found) return found.error();
    return *found;
}

outcome<logging_configuration> service::apply(context& context,
                                              update_logging_configuration&& command) {
    const auto found = find_mutable(command.caller, command.arn);
    if (!found) return found.error();
    auto& configuration = **found;
    auto& changes = command.changes;
    if (changes.name) configuration.settings.name = *std::move(changes.name);
    if (changes.destination) configuration.settings.destination = *std::move(changes.destination);
    logging_configurations_.touch(configuration, context.now);
    context.emit(logging_configuration_saved{configuration});
    return configuration;
}

logging_configuration_page service::list_logging_configurations(
    const caller& caller, const std::optional<list_position>& after, std::size_t limit) const {
    return logging_configurations_.list(caller, no_filter{}, after, limit);
}

outcome<void> service::apply(context& context, delete_logging_configuration&& command) {
    const auto found = find_mutable(command.caller, command.arn);
    if (!found) return found.error();
    const caller unrestricted;
    const room_filter uses_it{.logging_configuration = command.arn};
    if (!rooms_.list(unrestricted, uses_it, std::nullopt, 1).items.empty()) {
        return refused{refusal::logging_configuration_in_use, std::move(command.arn)};
    }
    logging_configurations_.remove(command.arn);
    context.emit(logging_configuration_removed{std::move(command.arn)});
    return {};
}

// ---- Tags ----

outcome<const tag_map*> service::find_tags(const caller& caller, std::string_view arn) const {
    const auto parts = parse_arn(arn);
    if (parts && parts->type == logging_configuration_type) {
        const auto found = find_logging_configuration(caller, arn);
        if (!found) return found.error();
        return &(*found)->tags();
    }
    const auto found = find_room(caller, arn);
    if (!found) return found.error();
    return &(*found)->tags();
}

template <class Change>
outcome<void> service::change_tags(context& context, const caller& caller, std::string_view arn,
                                   Change change) {
    if (lacks_room(caller, arn)) {
        const auto created = find_or_create_room(context, arn);
        if (!created) return created.error();
    }
    const auto found = find_tags(caller, arn);
    if (!found) return found.error();
    auto tags = **found;
    change(tags);
    if (tags.size() > limits::tags_of_a_resource) {
        return refused{refusal::too_many_tags, std::string{arn}};
    }
    // Whether AWS dates a resource anew when its tags change is not known; here it does not.
    if (room* const room = rooms_.find(arn)) {
        room->tags() = std::move(tags);
        context.emit(room_saved{*room});
    } else {
        auto& configuration = *logging_configurations_.find(arn);
        configuration.tags() = std::move(tags);
        context.emit(logging_configuration_saved{configuration});
    }
    return {};
}

outcome<void> service::apply(context& context, tag_resource&& command) {
    return change_tags(context, command.caller, command.arn, [&](tag_map& tags) {
        for (const auto& [key, value] : command.tags) tags.insert_or_assign(key, value);
    });
}

outcome<void> service::apply(context& context, untag_resource&& command) {
    return change_tags(context, command.caller, command.arn, [&](tag_map& tags) {
        for (const auto& key : command.keys) tags.erase(key);
    });
}

} // namespace ivschat::chat
