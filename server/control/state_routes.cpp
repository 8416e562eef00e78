// The whole state: exports it, loads it, and resets it.
#include "chat/arn.hpp"
#include "control/json_object.hpp"
#include "control/routes.hpp"
#include "http/api.hpp"
#include "runtime/startup_error.hpp"
#include "wire/close_code.hpp"

#include <algorithm>

namespace ivschat::control {
namespace {

answer export_state(environment& env, control_call) {
    co_return ok(export_seed(env.state.query(), env.faults));
}

void load(environment& env, const seeds& wanted) {
    env.state.submit(chat::replace_resources{
        .rooms = wanted.rooms, .logging_configurations = wanted.logging_configurations});
}

// Connections stay open. If their room is gone, their requests fail with 404.
answer load_state(environment& env, control_call call) {
    seeds wanted;
    try {
        wanted = read_seed(call.request.body, env.state.clock().now());
    } catch (const runtime::startup_error& bad) {
        co_return refuse(bad.what());
    }
    load(env, wanted);
    if (wanted.faults) replace_faults(env, *std::move(wanted.faults), env.faults.random_seed());
    co_return ok("{}");
}

struct reset_request {
    std::optional<std::string> room = {}; // unset: everything
    bool closes_connections = true;
};

model::result<reset_request> read_reset(std::string_view body) {
    const auto document = parse_optional_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    reset_request wanted{.room = in.text("room", 256)};
    const auto connections = in.text("connections", 16);
    in.reject_unknown_members();
    if (wanted.room && !chat::parse_arn(*wanted.room)) {
        in.add_error("room", "must be a room's ARN");
    }
    if (connections && *connections != "close" && *connections != "keep") {
        in.add_error("connections", "must be \"close\" or \"keep\"");
    }
    if (errors.has_error()) return errors.error();
    wanted.closes_connections = connections != "keep";
    return wanted;
}

void reset_room(environment& env, const std::string& arn) {
    const auto& rooms = env.baseline.rooms;
    const auto seed = std::find_if(rooms.begin(), rooms.end(),
                                   [&](const chat::room& each) { return each.arn == arn; });
    env.state.submit(chat::replace_room{
        .arn = arn,
        .replacement = seed == rooms.end() ? std::nullopt : std::optional<chat::room>{*seed}});
}

// Time must not go back for connections that stay open.
void reset_everything(environment& env, bool all_are_closed) {
    load(env, env.baseline);
    env.state.submit(chat::forget_usage{});
    env.state.request_quotas().forget_usage();
    replace_faults(env, env.baseline.faults.value_or(faults::configuration{}),
                   0); // as at the start
    env.journal.clear();
    if (all_are_closed) {
        env.state.restart_clock();
    } else {
        env.state.resume_clock();
    }
    if (env.on_reset) env.on_reset();
}

answer reset(environment& env, control_call call) {
    const auto wanted = read_reset(call.request.body);
    if (!wanted) co_return refuse(wanted.error());
    if (wanted->closes_connections) {
        env.connections.close_all(wire::close_code::going_away, "The server was reset.",
                                  wanted->room.value_or(""));
        co_await env.connections.barrier(); // the shards' close events come before the reset
    }
    env.holds.on_reset(wanted->room.value_or(""));
    if (wanted->room) {
        reset_room(env, *wanted->room);
    } else {
        reset_everything(env, wanted->closes_connections);
    }
    co_await env.connections.flushed(write_patience);
    co_return ok("{}");
}

answer flush_logs(environment& env, control_call) {
    if (!env.flush_logs) co_return ok("{}");
    const bool is_flushed = co_await env.flush_logs();
    co_return is_flushed ? ok("{}") : http::stopping_reply();
}

constexpr control_route routes[] = {{"GET", "/state", export_state},
                                    {"PUT", "/state", load_state},
                                    {"POST", "/reset", reset},
                                    {"POST", "/logs/flush", flush_logs}};

} // namespace

std::span<const control_route> state_routes() { return routes; }

} // namespace ivschat::control
