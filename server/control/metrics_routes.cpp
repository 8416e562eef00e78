#include "control/routes.hpp"

namespace ivschat::control {
namespace {

runtime::awaitable<gauges> sample(environment& env) {
    const auto& state = env.state.query();
    gauges now{.sessions = state.session_count(),
               .rooms = state.rooms().size(),
               .logging_configurations = state.logging_configurations().size()};
    now.http_connections = env.http_connections.size();
    now.websocket_connections = env.connections.connection_count();
    now.send_queue_bytes = co_await env.connections.queued_bytes();
    if (env.sample_logs) now.logs = env.sample_logs();
    co_return now;
}

answer show_metrics(environment& env, control_call) {
    const auto now = co_await sample(env);
    co_return env.metrics_page.render(now);
}

constexpr control_route routes[] = {{"GET", "/metrics", show_metrics}};

} // namespace

std::span<const control_route> metrics_routes() { return routes; }

} // namespace ivschat::control
