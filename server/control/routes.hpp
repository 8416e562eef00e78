// The routes of the control API by subject. Each function answers one method at one path.
#pragma once

#include "control/environment.hpp"
#include "http/call_record.hpp"
#include "http/request.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ivschat::control {

// The request and the record must outlive the call.
struct control_call {
    const http::request& request;
    std::string_view path_parameter; // the text in the place of {id}; empty: there is none
    http::call_record& record;
};

using answer = runtime::awaitable<http::reply>;

struct control_route {
    std::string_view method;
    std::string_view path; // without /_ivschat; may hold one {id}
    answer (*run)(environment& env, control_call call);
};

std::span<const control_route> clock_routes();
std::span<const control_route> description_routes();
std::span<const control_route> fault_routes();
std::span<const control_route> health_routes();
std::span<const control_route> journal_routes();
std::span<const control_route> log_routes();
std::span<const control_route> metrics_routes();
std::span<const control_route> reset_routes();
std::span<const control_route> session_routes();
std::span<const control_route> state_routes();
std::span<const control_route> token_routes();

std::vector<control_route> all_routes();

// Ends what the old rules delay or stall. `fallback_seed` counts if the configuration has none.
void replace_faults(environment& env, faults::configuration configuration,
                    std::uint64_t fallback_seed);

// 200 with a JSON body.
http::reply ok(std::string body);
// 200. The numbers of sessions whose peers do not read, so that something could not be sent to
// them, stand in `stuck`, which is left out if there is none.
http::reply ok(const std::vector<std::uint64_t>& stuck);
http::reply refuse(const model::api_error& error);
// A ValidationException.
http::reply refuse(std::string message);
// A ResourceNotFoundException.
http::reply not_found(std::string message);

} // namespace ivschat::control
