// Lives on one shard. The control plane of the AWS API: route, authenticate, decode, act, encode.
#pragma once

#include "http/authentication.hpp"
#include "http/request.hpp"
#include "operations/environment.hpp"

namespace ivschat::http {

class api {
public:
    api(operations::environment env, authenticator authenticator);

    reply handle(const request& request);

private:
    operations::environment env_;
    authenticator authenticator_;
};

// The reply that tells a client of an error, as every AWS SDK understands it.
reply to_reply(const model::api_error& error);

} // namespace ivschat::http
