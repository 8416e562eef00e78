// Chat logs.
#include "control/routes.hpp"
#include "http/api.hpp"
#include "text/json_writer.hpp"

namespace ivschat::control {
namespace {

http::reply to_reply(const log_flush& flushed) {
    std::string body;
    text::json_writer json{body};
    const auto write = [&](std::string_view name, std::uint64_t count) {
        json.key(name).integer(static_cast<std::int64_t>(count));
    };
    json.begin_object();
    write("delivered", flushed.delivered);
    write("pending", flushed.pending);
    write("dropped", flushed.dropped);
    json.key("errors").begin_array();
    for (const auto& error : flushed.errors) json.string(error);
    json.end_array().end_object();
    return ok(std::move(body));
}

answer flush_logs(environment& env, control_call call) {
    const auto flushed = co_await env.flush_logs();
    call.record.ignore_changes_so_far();
    if (!flushed) co_return http::stopping_reply();
    co_return to_reply(*flushed);
}

constexpr control_route routes[] = {{"POST", "/logs/flush", flush_logs}};

} // namespace

std::span<const control_route> log_routes() { return routes; }

} // namespace ivschat::control
