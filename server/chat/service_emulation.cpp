// State that comes from elsewhere: storage, seeds, test control.
#include "chat/context.hpp"
#include "chat/service.hpp"

#include <unordered_set>

namespace ivschat::chat {
namespace {

bool is_same(const room& a, const room& b) {
    return a.settings == b.settings && a.created == b.created && a.updated == b.updated;
}

bool is_same(const logging_configuration& a, const logging_configuration& b) {
    return a.settings == b.settings && a.created == b.created && a.updated == b.updated;
}

// Calls `remove(arn)` and `save(resource)` only for what differs: most of a state that is reset is
// as it was.
template <class Resource, class Remove, class Save>
void make_equal(const resource_store<Resource>& present, std::vector<Resource> wanted,
                Remove remove, Save save) {
    std::unordered_set<std::string_view> kept;
    for (const auto& each : wanted) kept.insert(each.arn);
    std::vector<std::string> unwanted;
    present.for_each([&](const Resource& each) {
        if (!kept.contains(each.arn)) unwanted.push_back(each.arn);
    });
    for (const auto& arn : unwanted) remove(arn);
    for (auto& each : wanted) {
        const auto* found = present.find(each.arn);
        if (found == nullptr || !is_same(*found, each)) save(std::move(each));
    }
}

} // namespace

void service::put(room replacement) {
    rooms_.remove(replacement.arn);
    rooms_.add(std::move(replacement));
}

void service::put(logging_configuration replacement) {
    logging_configurations_.remove(replacement.arn);
    logging_configurations_.add(std::move(replacement));
}

outcome<void> service::apply(context&, restore&& command) {
    for (auto& each : command.logging_configurations) put(std::move(each));
    for (auto& each : command.rooms) put(std::move(each));
    for (const auto& each : command.used_tokens) used_tokens_.use(each.token, each.expires_at);
    return {};
}

outcome<void> service::apply(context& context, add_if_absent&& command) {
    for (auto& each : command.logging_configurations) {
        if (logging_configurations_.find(each.arn) != nullptr) continue;
        context.emit(logging_configuration_saved{logging_configurations_.add(std::move(each))});
    }
    for (auto& each : command.rooms) {
        if (rooms_.find(each.arn) != nullptr) continue;
        context.emit(room_saved{rooms_.add(std::move(each))});
    }
    return {};
}

outcome<void> service::apply(context& context, chat::replace_resources&& command) {
    replace_resources(context, std::move(command.rooms), std::move(command.logging_configurations));
    return {};
}

void service::replace_resources(context& context, std::vector<room> rooms,
                                std::vector<logging_configuration> logging_configurations) {
    make_equal(
        logging_configurations_, std::move(logging_configurations),
        [&](const std::string& arn) {
            logging_configurations_.remove(arn);
            context.emit(logging_configuration_removed{arn});
        },
        [&](logging_configuration wanted) {
            context.emit(logging_configuration_saved{wanted});
            put(std::move(wanted));
        });
    make_equal(
        rooms_, std::move(rooms),
        [&](const std::string& arn) { replace(context, arn, std::nullopt); },
        [&](room wanted) {
            const auto arn = wanted.arn;
            replace(context, arn, std::move(wanted));
        });
}

outcome<void> service::apply(context& context, reset_room&& command) {
    reviews_.drop(command.arn);
    replace(context, command.arn, std::move(command.replacement));
    return {};
}

void service::replace(context& context, std::string_view arn, std::optional<room> replacement) {
    if (replacement) {
        context.emit(room_saved{*replacement});
        put(*std::move(replacement));
    } else if (rooms_.remove(arn)) {
        context.emit(room_removed{std::string{arn}});
    }
}

outcome<void> service::apply(context& context, reset_all&& command) {
    replace_resources(context, std::move(command.rooms), std::move(command.logging_configurations));
    reviews_.drop();
    meter_.forget_usage();
    rooms_.for_each([&](const room& each) { rooms_.find(each.arn)->message_rate = {}; });
    sessions_.restart_numbers();
    if (command.void_tokens_until) {
        used_tokens_ = {};
        revoked_tokens_ = {};
        context.emit(tokens_forgotten{.void_until = *command.void_tokens_until});
    }
    return {};
}

} // namespace ivschat::chat
