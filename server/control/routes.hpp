// The control API by subject. Each function answers one method at one path.
#pragma once

#include "control/environment.hpp"
#include "http/request.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ivschat::control {

struct control_call {
    const http::request& request;
    std::string_view path_parameter = {}; // what stands in the place of {id}
};

using answer = runtime::awaitable<http::reply>;

struct control_route {
    std::string_view method;
    std::string_view path; // behind /_ivschat; may hold one {id}
    answer (*run)(environment& env, control_call call);
};

std::span<const control_route> clock_routes();
std::span<const control_route> fault_routes();
std::span<const control_route> journal_routes();
std::span<const control_route> session_routes();
std::span<const control_route> state_routes();
std::span<const control_route> token_routes();
std::span<const control_route> description_routes();

// All of them, in their order.
std::vector<control_route> all_routes();

// How long a reply waits for slow readers to take what its request sends them.
inline constexpr std::chrono::seconds write_patience{1};

// What the old rules hold up goes on.
void replace_faults(environment& env, faults::configuration plan, std::uint64_t any_seed);

// A reply of JSON.
http::reply ok(std::string body);
http::reply refuse(const model::api_error& error);
// A ValidationException.
http::reply refuse(std::string message);
// A ResourceNotFoundException.
http::reply not_found(std::string message);

} // namespace ivschat::control
