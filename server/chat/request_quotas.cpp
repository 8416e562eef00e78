#include "chat/request_quotas.hpp"

namespace ivschat::chat {

outcome<void> request_quotas::admit_operation(timestamp now, const caller& caller,
                                              api_operation operation) {
    if (operation == api_operation::delete_message || operation == api_operation::disconnect_user) {
        return {};
    }
    if (meter_.admit_operation(now, caller.default_account, caller.default_region, operation))
        return {};
    return refused{refusal::operation_rate_exceeded, caller.default_account,
                   meter_.limits().of(operation)};
}

outcome<void> request_quotas::admit_request(timestamp now, rate_limiter& rate) const {
    const auto limit = meter_.limits().requests_per_second_of_a_connection;
    if (limit != 0 && !rate.admit(now, limit)) return refusal::connection_rate_exceeded;
    return {};
}

} // namespace ivschat::chat
