#include "control/routes.hpp"

namespace ivschat::control {
namespace {

answer show_live(environment& env, control_call) {
    co_return env.health.report_live(std::chrono::steady_clock::now());
}

answer show_ready(environment& env, control_call) {
    co_return env.health.report_ready(std::chrono::steady_clock::now());
}

constexpr control_route routes[] = {{"GET", "/health/live", show_live},
                                    {"GET", "/health/ready", show_ready}};

} // namespace

std::span<const control_route> health_routes() { return routes; }

} // namespace ivschat::control
