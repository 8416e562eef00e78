#include "http/authentication.hpp"

#include "model/patterns.hpp"

namespace ivschat::http {
namespace {

using crypto::sigv4_error;
using model::api_error;

model::error_kind to_error_kind(sigv4_error::kind kind) {
    if (kind == sigv4_error::kind::incomplete) return model::errors::incomplete_signature;
    if (kind == sigv4_error::kind::unknown_key) return model::errors::unrecognized_client;
    return model::errors::invalid_signature;
}

api_error to_api_error(const sigv4_error& error) {
    return api_error::plain(to_error_kind(error.what), error.message + error.detail);
}

} // namespace

authenticator::authenticator(authentication_settings settings, const runtime::clock& wall_clock)
    : settings_{std::move(settings)},
      wall_clock_{wall_clock},
      verifier_{"ivschat", settings_.credentials} {}

model::result<chat::caller> authenticator::authenticate(const request& request) {
    const crypto::http_request_view view{.method = request.method,
                                         .target = request.target,
                                         .headers = request.headers,
                                         .body = request.body};
    chat::caller caller{.account = {},
                        .region = {},
                        .default_account = settings_.account,
                        .default_region = settings_.region};
    const auto authorization = crypto::parse_authorization(view);
    if (!authorization) return to_api_error(authorization.error());
    const bool is_strict = settings_.mode == authentication_mode::strict;
    if (!*authorization) {
        if (!is_strict) return caller;
        return api_error::plain(model::errors::missing_authentication_token,
                                "Missing Authentication Token");
    }
    if (is_strict) {
        const auto verified = verifier_.verify(view, **authorization, wall_clock_.now());
        if (!verified) return to_api_error(verified.error());
    }
    const auto& scope = (*authorization)->scope;
    if (!model::patterns::is_region(scope.region)) {
        return api_error::plain(model::errors::invalid_signature,
                                "Credential should be scoped to a valid region, not '" +
                                    scope.region + "'. ");
    }
    caller.region = caller.default_region = scope.region;
    // LocalStack's convention: a 12-digit access key is an account.
    if (model::patterns::is_account(scope.access_key)) {
        caller.account = caller.default_account = scope.access_key;
    }
    return caller;
}

} // namespace ivschat::http
