// Lives on the core. The AWS API: routes, authenticates, decodes, invokes and encodes.
#pragma once

#include "http/authentication.hpp"
#include "http/call_record.hpp"
#include "http/request.hpp"
#include "operations/table.hpp"

#include <functional>
#include <variant>

namespace ivschat::http {

// A call whose caller is known and that counts against the caller's quotas. Its request must
// outlive it.
struct prepared_call {
    const operations::operation* operation;
    operations::call call;
    chat::caller caller;
};

// Each step writes what it learns to `record`.
class api {
public:
    api(operations::environment env, authenticator authenticator);

    // Finds the operation and the caller, or says why not. To be called once per call, since it
    // counts against the account's quotas.
    std::variant<prepared_call, reply> prepare(const request& request, call_record& record);

    // `on_validated` is asked once the request is found valid. If it returns false, nothing is
    // done, the reply means nothing, and the call can be executed later.
    using validated_callback = std::function<bool(const call_record& record)>;
    reply execute(prepared_call& prepared, call_record& record,
                  const validated_callback& on_validated = {});

    // Both steps.
    reply handle(const request& request, call_record& record);

private:
    operations::environment env_;
    authenticator authenticator_;
};

// An error in the form that every AWS SDK understands.
reply to_reply(const model::api_error& error);
// AWS's name of the error that the reply is; empty if it is none.
std::string_view error_name_of(const reply& reply);
// 503, for what cannot be waited for because the server stops.
reply stopping_reply();
// 499, for a client that has closed its connection. Only one that closed its sending half sees it.
reply client_closed_reply();
// 503, for what a reset of the server or of a room has ended.
reply reset_reply();

} // namespace ivschat::http
