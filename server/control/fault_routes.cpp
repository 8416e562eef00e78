#include "control/faults_json.hpp"
#include "control/routes.hpp"

#include <array>
#include <bit>

namespace ivschat::control {
namespace {

std::uint64_t make_random_seed(environment& env) {
    std::array<std::byte, sizeof(std::uint64_t)> bytes{};
    env.random.fill(bytes);
    // 53 bits are exact in a JavaScript number.
    return std::bit_cast<std::uint64_t>(bytes) >> 11U;
}

answer show_faults(environment& env, control_call) { co_return ok(write_faults(env.faults)); }

answer set_faults(environment& env, control_call call) {
    auto configuration = parse_faults(call.request.body);
    if (!configuration) co_return refuse(configuration.error());
    replace_faults(env, *std::move(configuration), make_random_seed(env));
    co_return ok(write_faults(env.faults));
}

answer clear_faults(environment& env, control_call) {
    replace_faults(env, {}, make_random_seed(env));
    co_return ok(write_faults(env.faults));
}

constexpr control_route routes[] = {{"GET", "/faults", show_faults},
                                    {"PUT", "/faults", set_faults},
                                    {"DELETE", "/faults", clear_faults}};

} // namespace

std::span<const control_route> fault_routes() { return routes; }

void replace_faults(environment& env, faults::configuration configuration,
                    std::uint64_t fallback_seed) {
    env.faults.replace(std::move(configuration), fallback_seed);
    env.holds.on_rules_changed();
    env.connections.release_all();
}

} // namespace ivschat::control
