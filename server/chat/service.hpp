// Lives on the core. The whole state of the chat service and the one place where it changes:
// f(now, command) -> result, and effects for others to carry out.
#pragma once

#include "chat/caller.hpp"
#include "chat/commands.hpp"
#include "chat/effects.hpp"
#include "chat/logging_configuration.hpp"
#include "chat/quotas.hpp"
#include "chat/resource_store.hpp"
#include "chat/review_queue.hpp"
#include "chat/room.hpp"
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

// Pointers that are given out are good until the next command.
class service {
public:
    service(service_settings settings, random_fill random);

    // Counts a call of the control plane, before anything else is looked at.
    outcome<void> admit_operation(timestamp now, const caller& caller, api_operation operation);

    // ---- Rooms ----

    outcome<const room*> create_room(timestamp now, const caller& caller, room_settings settings,
                                     effects& out);
    // `arn` must be a well-formed room ARN.
    outcome<const room*> find_room(timestamp now, const caller& caller, std::string_view arn,
                                   effects& out);
    outcome<const room*> update_room(timestamp now, const caller& caller, std::string_view arn,
                                     const room_changes& changes, effects& out);
    room_page list_rooms(const caller& caller, const room_filter& filter,
                         const std::optional<list_position>& after, std::size_t limit) const;
    // Leaves the room's connections as they are, as AWS documents it.
    outcome<void> delete_room(const caller& caller, std::string_view arn, effects& out);

    // ---- Logging configurations ----

    outcome<const logging_configuration*>
    create_logging_configuration(timestamp now, const caller& caller,
                                 logging_configuration_settings settings, effects& out);
    outcome<const logging_configuration*> find_logging_configuration(const caller& caller,
                                                                     std::string_view arn) const;
    outcome<const logging_configuration*>
    update_logging_configuration(timestamp now, const caller& caller, std::string_view arn,
                                 const logging_configuration_changes& changes, effects& out);
    logging_configuration_page
    list_logging_configurations(const caller& caller, const std::optional<list_position>& after,
                                std::size_t limit) const;
    // Refused while a room holds it.
    outcome<void> delete_logging_configuration(const caller& caller, std::string_view arn,
                                               effects& out);

    // ---- Tags, of either kind of resource ----

    outcome<tag_map> tags(timestamp now, const caller& caller, std::string_view arn, effects& out);
    // Adds and replaces; refused, and nothing changed, if there would be too many.
    outcome<void> tag(timestamp now, const caller& caller, std::string_view arn,
                      const tag_map& tags, effects& out);
    // Keys that are not there do not matter.
    outcome<void> untag(timestamp now, const caller& caller, std::string_view arn,
                        const std::vector<std::string>& keys, effects& out);

    // ---- State from elsewhere: storage and seeds ----

    // Adds a resource as it is, or puts it in the place of the one with its ARN.
    void restore(room restored);
    void restore(logging_configuration restored);
    void restore_used_token(const token_id& token, timestamp expires_at);

    // The same for what is to be remembered, unless there is one with its ARN.
    void add_if_absent(room adopted, effects& out);
    void add_if_absent(logging_configuration adopted, effects& out);

    const resource_store<room>& rooms() const { return rooms_; }
    const resource_store<logging_configuration>& logging_configurations() const {
        return logging_configurations_;
    }

    // ---- What only an emulator can do ----

    // Makes the resources these and no others; sessions stay.
    void replace_resources(std::vector<room> rooms,
                           std::vector<logging_configuration> configurations, effects& out);
    // Makes one room this, or removes it, and forgets its rates.
    void replace_room(std::string_view arn, std::optional<room> with, effects& out);
    // Every token that was used is unused, every rate is at rest.
    void forget_usage(effects& out);
    // From now on it does not open, and the session that it opened is over.
    void expire_token(timestamp now, const token_id& token, timestamp expires_at, effects& out);
    token_state state_of(timestamp now, const token_id& token, timestamp expires_at) const;
    const session_registry& sessions() const { return sessions_; }

    // ---- What a backend asks of a room; the results are ids of events ----

    outcome<std::string> act(timestamp now, const caller& caller, std::string_view room_arn,
                             send_event command, effects& out);
    outcome<std::string> act(timestamp now, const caller& caller, std::string_view room_arn,
                             delete_message command, effects& out);
    outcome<std::string> act(timestamp now, const caller& caller, std::string_view room_arn,
                             disconnect_user command, effects& out);

    // ---- Connections ----

    // Uses the token up, unless the room or the session is gone.
    outcome<session_id> connect(timestamp now, const grant& grant, effects& out);
    // Nothing happens if the session is over.
    void disconnect(session_id id);
    // Every request of a connection is counted before anything else, a malformed one too.
    outcome<void> admit_request(timestamp now, session_id id);

    // In a room with a review handler the message waits for its verdict, and later ones of the same
    // session wait behind it.
    outcome<void> send(timestamp now, session_id from, send_message command, effects& out);
    outcome<void> send(timestamp now, session_id from, delete_message command, effects& out);
    outcome<void> send(timestamp now, session_id from, disconnect_user command, effects& out);

    // The message is delivered or its sender told why not, whatever became of the session or the
    // room meanwhile; its time is `now`. Nothing happens if no such review is under way.
    void conclude(timestamp now, review_id review, review_verdict verdict, effects& out);
    std::size_t reviews_under_way() const { return reviews_.size(); }

    std::size_t session_count() const { return sessions_.size(); }

    // ---- Time ----

    // When `advance` has something to do next.
    std::optional<timestamp> next_due() const { return sessions_.next_expiry(); }
    // Ends what is over at `now`, in the order in which it fell due.
    void advance(timestamp now, effects& out);

private:
    // The room, made now if it may be.
    outcome<room*> use_room(timestamp now, std::string_view arn, effects& out);
    // Whether the quota leaves a place for one more.
    outcome<void> admit_room(std::string_view account, std::string_view region) const;
    outcome<void> admit_connection(std::string_view room_arn) const;
    outcome<room*> visible_room(timestamp now, const caller& caller, std::string_view arn,
                                effects& out);
    outcome<logging_configuration*> visible_logging_configuration(const caller& caller,
                                                                  std::string_view arn) const;
    // The first of the ARNs that names no logging configuration of that account and region.
    std::optional<std::string> missing_logging_configuration(std::string_view room_arn,
                                                             const std::vector<std::string>& arns);
    std::string new_arn(const caller& caller, std::string_view type);
    // Calls `change(tags)` on the resource of that ARN and saves it.
    template <class Change>
    outcome<void> change_tags(timestamp now, const caller& caller, std::string_view arn,
                              Change change, effects& out);

    // The room of a session that may do this.
    outcome<room*> authorize(timestamp now, const session* session, capability needed,
                             effects& out);
    // What both planes do; the results are ids of events.
    outcome<std::string> perform(timestamp now, const room& room, delete_message command,
                                 effects& out);
    outcome<std::string> perform(timestamp now, const room& room, disconnect_user command,
                                 effects& out);
    outcome<void> admit_messaging(timestamp now, const room& room, api_operation operation);
    outcome<void> admit_message(timestamp now, room& room);
    // Delivers the message, or has it reviewed first.
    void pass_on(const room& room, const session& sender, message written, effects& out);
    // Tells everybody in the room.
    std::string announce(timestamp now, const room& room, std::string request_id, std::string name,
                         std::optional<attribute_map> attributes, effects& out);

    service_settings settings_;
    random_fill random_;
    quota_meter meter_;
    resource_store<room> rooms_;
    resource_store<logging_configuration> logging_configurations_;
    session_registry sessions_;
    used_tokens used_tokens_;
    used_tokens revoked_tokens_; // before their time; not remembered beyond the process's life
    review_queue reviews_;
};

} // namespace ivschat::chat
