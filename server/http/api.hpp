// Lives on one shard. The control plane of the AWS API: route, authenticate, decode, act, encode.
#pragma once

#include "chat/quotas.hpp"
#include "http/authentication.hpp"
#include "http/request.hpp"
#include "operations/environment.hpp"

#include <optional>

namespace ivschat::http {

class api {
public:
    api(operations::environment env, authenticator authenticator);

    // Tells which operation it was, if it was one, in `called`.
    reply handle(const request& request, std::optional<chat::api_operation>* called = nullptr);

private:
    operations::environment env_;
    authenticator authenticator_;
};

// The reply that tells a client of an error, as every AWS SDK understands it.
reply to_reply(const model::api_error& error);

} // namespace ivschat::http
