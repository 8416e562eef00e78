#include "chat/quotas.hpp"

namespace ivschat::chat {

quotas aws_quotas() {
    using enum api_operation;
    quotas limits;
    limits.of(create_chat_token) = 200;
    for (const auto each : {delete_message, disconnect_user, send_event}) limits.of(each) = 100;
    for (const auto each : {create_room, delete_room, get_room, list_rooms, update_room}) {
        limits.of(each) = 5;
    }
    for (const auto each :
         {create_logging_configuration, delete_logging_configuration, get_logging_configuration,
          list_logging_configurations, update_logging_configuration}) {
        limits.of(each) = 3;
    }
    for (const auto each : {list_tags_for_resource, tag_resource, untag_resource}) {
        limits.of(each) = 10;
    }
    limits.rooms = 50'000;
    limits.logging_configurations = 10;
    limits.connections = 50'000;
    limits.send_messages_per_second = 1000;
    return limits;
}

bool quota_meter::admit_operation(timestamp now, std::string_view account, std::string_view region,
                                  api_operation operation) {
    const auto limit = limits_.of(operation);
    if (limit == 0) return true;
    return rates(account, region).operations[static_cast<std::size_t>(operation)].admit(now, limit);
}

bool quota_meter::admit_message(timestamp now, std::string_view account, std::string_view region) {
    const auto limit = limits_.send_messages_per_second;
    return limit == 0 || rates(account, region).messages.admit(now, limit);
}

quota_meter::account_rates& quota_meter::rates(std::string_view account, std::string_view region) {
    std::string key{account};
    return rates_[key.append("/").append(region)];
}

} // namespace ivschat::chat
