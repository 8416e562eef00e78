#include "chat_log/settings.hpp"

namespace ivschat::chat_log {

std::optional<std::string> validate(const settings& settings) {
    const bool has_endpoint = settings.aws || settings.s3 || settings.logs || settings.firehose;
    if (!has_endpoint || settings.credentials) return std::nullopt;
    return "an endpoint for chat logs needs credentials: set AWS_ACCESS_KEY_ID and "
           "AWS_SECRET_ACCESS_KEY (any values will do for most emulators)";
}

} // namespace ivschat::chat_log
