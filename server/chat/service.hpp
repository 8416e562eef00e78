// Lives on the core. The whole state of the chat service and the one place where it changes:
// apply(now, seed, command) -> outcome, and effects for others to carry out.
#pragma once

#include "chat/caller.hpp"
#include "chat/commands.hpp"
#include "chat/effects.hpp"
#include "chat/logging_configuration.hpp"
#include "chat/quotas.hpp"
#include "chat/resource_store.hpp"
#include "chat/review_queue.hpp"
#include "chat/room.hpp"
#include "chat/seed.hpp"
#include "chat/session_registry.hpp"
#include "chat/settings.hpp"
#include "chat/used_tokens.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::chat {

enum class token_state : std::uint8_t { unused, used, expired };

using room_page = page<room>;
using logging_configuration_page = page<logging_configuration>;

struct context; // of one command

class service {
public:
    explicit service(service_settings settings);

    // Closes the sessions that are over by `now`, then does what the command says. The outcome
    // holds the `outcome_of` the command's type; a refused command has changed nothing, but may
    // have been counted. `seed` is used only if the command needs one. "chat/apply.hpp" has a typed
    // face of this.
    command_outcome apply(timestamp now, const seed& seed, any_command&& command, effects& out);

    // ---- Queries. Pointers are valid until the next command. ----

    // `arn` must be a well-formed room ARN.
    outcome<const room*> find_room(const caller& caller, std::string_view arn) const;
    // Whether `ensure_room` would try to create the room.
    bool lacks_room(const caller& caller, std::string_view arn) const;
    room_page list_rooms(const caller& caller, const room_filter& filter,
                         const std::optional<list_position>& after, std::size_t limit) const;

    outcome<const logging_configuration*> find_logging_configuration(const caller& caller,
                                                                     std::string_view arn) const;
    logging_configuration_page
    list_logging_configurations(const caller& caller, const std::optional<list_position>& after,
                                std::size_t limit) const;

    outcome<const tag_map*> find_tags(const caller& caller, std::string_view arn) const;

    token_state state_of(timestamp now, const token_id& token, timestamp expires_at) const;

    const resource_store<room>& rooms() const { return rooms_; }
    const resource_store<logging_configuration>& logging_configurations() const {
        return logging_configurations_;
    }
    const session_registry& sessions() const { return sessions_; }
    std::size_t session_count() const { return sessions_.size(); }
    std::size_t reviews_under_way() const { return reviews_.size(); }

    // When the next session is over.
    std::optional<timestamp> next_due() const { return sessions_.next_expiry(); }

private:
    // ---- Commands ----

    outcome<room> apply(context& context, create_room&& command);
    outcome<void> apply(context& context, ensure_room&& command);
    outcome<room> apply(context& context, update_room&& command);
    outcome<void> apply(context& context, delete_room&& command);
    outcome<logging_configuration> apply(context& context, create_logging_configuration&& command);
    outcome<logging_configuration> apply(context& context, update_logging_configuration&& command);
    outcome<void> apply(context& context, delete_logging_configuration&& command);
    outcome<void> apply(context& context, tag_resource&& command);
    outcome<void> apply(context& context, untag_resource&& command);
    outcome<std::string> apply(context& context, from_backend<send_event>&& command);
    outcome<std::string> apply(context& context, from_backend<delete_message>&& command);
    outcome<std::string> apply(context& context, from_backend<disconnect_user>&& command);
    outcome<void> apply(context& context, from_session<send_message>&& command);
    outcome<void> apply(context& context, from_session<delete_message>&& command);
    outcome<void> apply(context& context, from_session<disconnect_user>&& command);
    outcome<void> apply(context& context, complete_review&& command);
    outcome<void> apply(context& context, use_token&& command);
    outcome<void> apply(context& context, release_token&& command);
    outcome<session_id> apply(context& context, connect&& command);
    outcome<void> apply(context& context, disconnect&& command);
    outcome<void> apply(context& context, expire_token&& command);
    outcome<void> apply(context& context, advance_time&& command);
    outcome<void> apply(context& context, restore&& command);
    outcome<void> apply(context& context, add_if_absent&& command);
    outcome<void> apply(context& context, chat::replace_resources&& command);
    outcome<void> apply(context& context, reset_all&& command);
    outcome<void> apply(context& context, reset_room&& command);

    // ---- What they share ----

    void close_expired_sessions(context& context);
    void close_session(context& context, session_id id, close_cause cause, std::string reason = {});

    // A refused command must not leave behind the room that it has created.
    void undo_creation(context& context);
    bool may_create(std::string_view arn) const;
    // The room, created first if it is missing and --auto-create-rooms is on.
    outcome<room*> find_or_create_room(context& context, std::string_view arn);
    outcome<room*> find_or_create_room(context& context, const caller& caller,
                                       std::string_view arn);
    outcome<logging_configuration*> find_mutable(const caller& caller, std::string_view arn) const;
    // Whether the quota allows one more.
    outcome<void> check_room_quota(std::string_view account, std::string_view region) const;
    outcome<void> check_connection_quota(std::string_view room_arn) const;
    // Whether the token's session could open now.
    outcome<void> check_grant(timestamp now, const grant& grant) const;
    void replace_resources(context& context, std::vector<room> rooms,
                           std::vector<logging_configuration> logging_configurations);
    // The first of the ARNs that names no logging configuration of the room's account and region.
    std::optional<std::string>
    missing_logging_configuration(std::string_view room_arn,
                                  const std::vector<std::string>& arns) const;
    std::string new_arn(context& context, const caller& caller, std::string_view type) const;
    // Calls `change(tags)` on a copy of the resource's tags and saves them.
    template <class Change>
    outcome<void> change_tags(context& context, const caller& caller, std::string_view arn,
                              Change change);
    void put(room replacement);
    void put(logging_configuration replacement);
    void replace(context& context, std::string_view arn, std::optional<room> replacement);

    // The room of a session that has the capability.
    outcome<room*> authorize(context& context, const session* session, capability needed);
    // These yield the event's id.
    outcome<std::string> moderate(context& context, const room& room, delete_message request);
    outcome<std::string> moderate(context& context, const room& room, disconnect_user request);
    outcome<void> admit_moderation(timestamp now, const room& room, api_operation operation);
    outcome<void> admit_message(timestamp now, room& room);
    void deliver_or_review(context& context, const room& room, const session& sender,
                           message message);
    void start_review(context& context, const room& room, const session& sender, message message);
    std::string deliver_event(context& context, const room& room, std::string request_id,
                              std::string name, std::optional<attribute_map> attributes);

    service_settings settings_;
    quota_meter meter_;
    resource_store<room> rooms_;
    resource_store<logging_configuration> logging_configurations_;
    session_registry sessions_;
    used_tokens used_tokens_;
    used_tokens revoked_tokens_; // expired by hand; not remembered beyond the process's life
    review_queue reviews_;
};

} // namespace ivschat::chat
