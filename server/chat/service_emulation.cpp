// What only an emulator can do.
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

// Calls `remove(arn)` and `save(resource)` for what has to change only: most of a state that is
// reset is as it was.
template <class Resource, class Remove, class Save>
void make_equal(const resource_store<Resource>& present, std::vector<Resource> wanted,
                Remove remove, Save save) {
    std::unordered_set<std::string_view> kept;
    for (const auto& each : wanted) kept.insert(each.arn);
    std::vector<std::string> superfluous;
    present.for_each([&](const Resource& each) {
        if (!kept.contains(each.arn)) superfluous.push_back(each.arn);
    });
    for (const auto& arn : superfluous) remove(arn);
    for (auto& each : wanted) {
        const auto* found = present.find(each.arn);
        if (found == nullptr || !is_same(*found, each)) save(std::move(each));
    }
}

} // namespace

void service::replace_resources(std::vector<room> rooms,
                                std::vector<logging_configuration> configurations, effects& out) {
    make_equal(
        logging_configurations_, std::move(configurations),
        [&](const std::string& arn) {
            logging_configurations_.remove(arn);
            out.emplace_back(logging_configuration_removed{arn});
        },
        [&](logging_configuration wanted) {
            out.emplace_back(logging_configuration_saved{wanted});
            restore(std::move(wanted));
        });
    make_equal(
        rooms_, std::move(rooms),
        [&](const std::string& arn) { replace_room(arn, std::nullopt, out); },
        [&](room wanted) {
            const auto arn = wanted.arn;
            replace_room(arn, std::move(wanted), out);
        });
}

void service::replace_room(std::string_view arn, std::optional<room> with, effects& out) {
    if (with) {
        out.emplace_back(room_saved{*with});
        restore(*std::move(with));
        return;
    }
    const std::string removed{arn}; // it may be the room's own
    if (rooms_.remove(removed)) out.emplace_back(room_removed{removed});
}

void service::forget_usage(effects& out) {
    used_tokens_ = {};
    revoked_tokens_ = {};
    meter_ = quota_meter{settings_.quotas};
    rooms_.for_each([&](const room& each) { rooms_.find(each.arn)->message_rate = {}; });
    out.emplace_back(tokens_forgotten{});
}

void service::expire_token(timestamp now, const token_id& token, timestamp expires_at,
                           effects& out) {
    if (expires_at > now) revoked_tokens_.use(token, expires_at);
    std::optional<session_id> opened;
    sessions_.for_each([&](const session& each) {
        if (each.token == token) opened = each.id;
    });
    if (!opened) return;
    out.emplace_back(
        closure{.session = *opened, .cause = close_cause::session_expired, .reason = {}});
    sessions_.close(*opened);
}

token_state service::state_of(timestamp now, const token_id& token, timestamp expires_at) const {
    if (expires_at <= now || revoked_tokens_.contains(token, expires_at)) {
        return token_state::expired;
    }
    return used_tokens_.contains(token, expires_at) ? token_state::used : token_state::unused;
}

} // namespace ivschat::chat
