// AWS's account quotas (IVS Chat service quotas). 0 means unlimited.
#pragma once

#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ivschat::chat {

enum class api_operation : std::uint8_t {
    create_chat_token,
    create_logging_configuration,
    create_room,
    delete_logging_configuration,
    delete_message,
    delete_room,
    disconnect_user,
    get_logging_configuration,
    get_room,
    list_logging_configurations,
    list_rooms,
    list_tags_for_resource,
    send_event,
    tag_resource,
    untag_resource,
    update_logging_configuration,
    update_room,
};
// Counted from the last one. The table of operations checks that it has a row for each.
inline constexpr auto api_operation_count =
    static_cast<std::size_t>(api_operation::update_room) + 1;

struct quotas {
    // Requests per second of one account in one region. Those of DeleteMessage and DisconnectUser
    // include requests over WebSocket.
    std::array<std::uint32_t, api_operation_count> requests_per_second{};
    // Of one account in one region; connections are those to its rooms.
    std::uint32_t rooms = 0;
    std::uint32_t logging_configurations = 0;
    std::uint32_t connections = 0;
    std::uint32_t send_messages_per_second = 0; // over all rooms
    // AWS's values, which hold without --quotas, too.
    std::uint32_t requests_per_second_of_a_connection = 10;
    bool room_message_rates = true;
    // By ARN: replaces the room's own maximumMessageRatePerSecond.
    std::map<std::string, std::uint32_t, std::less<>> room_message_rate_overrides;

    std::uint32_t& of(api_operation operation) {
        return requests_per_second[static_cast<std::size_t>(operation)];
    }
    std::uint32_t of(api_operation operation) const {
        return requests_per_second[static_cast<std::size_t>(operation)];
    }
};

// Every number that AWS documents.
quotas aws_quotas();

// Lives on the core. How much of its quotas each account has used in each region.
class quota_meter {
public:
    explicit quota_meter(quotas limits) : limits_{std::move(limits)} {}

    const quotas& limits() const { return limits_; }

    // Both count one if the limit allows it.
    bool admit_operation(timestamp now, std::string_view account, std::string_view region,
                         api_operation operation);
    bool admit_message(timestamp now, std::string_view account, std::string_view region);

    void forget_usage() { rates_.clear(); }

private:
    struct account_rates {
        std::array<rate_limiter, api_operation_count> operations;
        rate_limiter messages;
    };

    account_rates& rates(std::string_view account, std::string_view region);

    quotas limits_;
    std::unordered_map<std::string, account_rates> rates_;
};

} // namespace ivschat::chat
