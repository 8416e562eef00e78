// The whole state: exports it and loads it.
#include "control/json_object.hpp"
#include "control/routes.hpp"
#include "runtime/startup_error.hpp"

#include <utility>

namespace ivschat::control {
namespace {

answer export_state(environment& env, control_call) {
    co_return ok(export_seed(env.state.query(), env.faults));
}

// Connections stay open. If their room is gone, their requests fail with 404.
answer load_state(environment& env, control_call call) {
    seeds wanted;
    try {
        wanted = read_seed(call.request.body, env.state.clock().now());
    } catch (const runtime::startup_error& bad) {
        co_return refuse(bad.what());
    }
    env.state.submit(chat::replace_resources{.rooms = std::move(wanted.rooms),
                                             .logging_configurations =
                                                 std::move(wanted.logging_configurations)});
    if (wanted.faults) replace_faults(env, *std::move(wanted.faults), env.faults.random_seed());
    co_return ok("{}");
}

constexpr control_route routes[] = {{"GET", "/state", export_state}, {"PUT", "/state", load_state}};

} // namespace

std::span<const control_route> state_routes() { return routes; }

} // namespace ivschat::control
