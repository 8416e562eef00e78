// The whole state: exports it and loads it.
#include "control/json_object.hpp"
#include "control/routes.hpp"
#include "http/api.hpp"
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

answer flush_logs(environment& env, control_call call) {
    if (!env.flush_logs) co_return ok("{}");
    const bool is_flushed = co_await env.flush_logs();
    call.record.ignore_changes_so_far();
    co_return is_flushed ? ok("{}") : http::stopping_reply();
}

constexpr control_route routes[] = {{"GET", "/state", export_state},
                                    {"PUT", "/state", load_state},
                                    {"POST", "/logs/flush", flush_logs}};

} // namespace

std::span<const control_route> state_routes() { return routes; }

} // namespace ivschat::control
