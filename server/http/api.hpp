// Lives on one shard. The control plane of the AWS API: routes, authenticates, decodes, executes
// and encodes one request.
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

// One call, for the journal and the metrics. The views are into tables.
struct call_record {
    std::optional<chat::api_operation> operation = {}; // not set: there is no such operation
    std::string_view name = {};
    operations::subject about = {};
    std::string_view error_name = {}; // empty: no error
    // The error's message, unless authentication failed: those messages quote the signature.
    std::string why = {};
};

// A call that is authenticated and counted. Its request must outlive it.
struct admitted_call {
    const operations::operation* operation;
    operations::call call;
    chat::caller caller;
};

// Each step adds to `record` what it finds out.
class api {
public:
    api(operations::environment env, authenticator authenticator);

    // Must be called once per call: it counts against the account's quotas.
    std::variant<admitted_call, reply> admit(const request& request, call_record& record);

    // Calls `proceed` once the request has proved valid. If that returns false, nothing is done,
    // the reply means nothing, and the call can be executed later.
    using predicate = std::function<bool(const call_record& record)>;
    reply execute(admitted_call& admitted, call_record& record, const predicate& proceed = {});

    // Both steps.
    reply handle(const request& request, call_record& record);

private:
    operations::environment env_;
    authenticator authenticator_;
};

// The reply in which AWS SDKs recognise the error.
reply to_reply(const model::api_error& error);

} // namespace ivschat::http
