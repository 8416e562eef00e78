// Lives on one shard. The control plane of the AWS API: route, authenticate, decode, act, encode.
#pragma once

#include "chat/quotas.hpp"
#include "http/authentication.hpp"
#include "http/request.hpp"
#include "operations/call.hpp"
#include "operations/environment.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <optional>

namespace ivschat::http {

// What is known of one call beside its reply. The views are into tables.
struct call_record {
    std::optional<chat::api_operation> operation = {}; // not set: there is no such one
    std::string_view name = {};
    operations::subject about = {};
    std::string_view error_name = {}; // empty: it went well
    // The error's message, unless authentication failed: those messages quote the signature.
    std::string why = {};
};

class api {
public:
    api(operations::environment env, authenticator authenticator);

    // Says in `known` what it learns. `may_act` is asked once the request is found valid; if it
    // says no, nothing is done and the reply means nothing.
    using permission = std::function<bool(const call_record& known)>;
    reply handle(const request& request, call_record& known, const permission& may_act = {});

private:
    operations::environment env_;
    authenticator authenticator_;
};

// The reply that tells a client of an error, as every AWS SDK understands it.
reply to_reply(const model::api_error& error);

} // namespace ivschat::http
