// Lives on one shard. The control plane of the AWS API: route, authenticate, decode, act, encode.
#pragma once

#include "chat/quotas.hpp"
#include "http/authentication.hpp"
#include "http/request.hpp"
#include "operations/table.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

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

// A call whose caller is known and that is counted. Its request must outlive it.
struct admitted_call {
    const operations::operation* operation;
    operations::call call;
    chat::caller caller;
};

// Each step says in `record` what it learns.
class api {
public:
    api(operations::environment env, authenticator authenticator);

    // To be asked once a call: it counts against the account's quotas.
    std::variant<admitted_call, reply> admit(const request& request, call_record& record);

    // `may_act` is asked once the request is found valid; if it says no, nothing is done, the reply
    // means nothing, and the call can be acted upon later.
    using permission = std::function<bool(const call_record& record)>;
    reply act(admitted_call& admitted, call_record& record, const permission& may_act = {});

    // Both steps at once.
    reply handle(const request& request, call_record& record);

private:
    operations::environment env_;
    authenticator authenticator_;
};

// The reply that tells a client of an error, as every AWS SDK understands it.
reply to_reply(const model::api_error& error);

} // namespace ivschat::http
