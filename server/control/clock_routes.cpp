#include "control/clock_json.hpp"
#include "control/routes.hpp"

namespace ivschat::control {
namespace {

answer show_clock(environment& env, control_call) { co_return ok(write_clock(env.state.clock())); }

answer change_clock(environment& env, control_call call) {
    const auto command = parse_clock(env.state.clock(), call.request.body);
    if (!command) co_return refuse(command.error());
    switch (command->change) {
    case clock_change::freeze:
        env.state.freeze_clock();
        break;
    case clock_change::resume:
        env.state.resume_clock();
        break;
    case clock_change::move:
        env.state.advance_clock_to(command->target);
        break;
    }
    const auto stuck = co_await env.connections.flush();
    co_return ok(write_clock(env.state.clock(), stuck));
}

constexpr control_route routes[] = {{"GET", "/clock", show_clock},
                                    {"POST", "/clock", change_clock}};

} // namespace

std::span<const control_route> clock_routes() { return routes; }

} // namespace ivschat::control
