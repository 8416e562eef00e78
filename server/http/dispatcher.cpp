#include "http/dispatcher.hpp"

#include "http/api.hpp"
#include "runtime/log_exception.hpp"

#include <algorithm>
#include <chrono>

namespace ivschat::http {
namespace {

bool covers(std::string_view prefix, std::string_view path) {
    if (!path.starts_with(prefix)) return false;
    const auto rest = path.substr(prefix.size());
    return prefix.empty() || rest.empty() || rest.front() == '/';
}

constexpr std::string_view not_durable_text =
    "The change could not be saved; the server's log says why. The server keeps it in memory and "
    "tries again with the next change.";

reply internal_error(std::string message) {
    return to_reply(model::api_error::plain(model::errors::internal_server, std::move(message)));
}

} // namespace

reply not_durable() { return internal_error(std::string{not_durable_text}); }

dispatcher::dispatcher(std::vector<mount> mounts, runtime::durability& durability,
                       runtime::log& log)
    : mounts_{std::move(mounts)}, durability_{durability}, log_{log} {}

const mount& dispatcher::find(std::string_view path) const {
    return *std::find_if(mounts_.begin(), mounts_.end() - 1,
                         [&](const mount& each) { return covers(each.prefix, path); });
}

runtime::awaitable<std::optional<reply>> dispatcher::handle(const request& request) {
    using std::chrono::steady_clock;
    const auto began = steady_clock::now();
    const auto path = request.path();
    const auto& [prefix, plane] = find(path);
    call_record record{.durability = &durability_, .last_change = durability_.last_change()};
    auto reply = co_await call(plane, request, path.substr(prefix.size()), record);
    if (!reply) co_return std::nullopt;
    const bool is_durable = co_await durability_.wait_durable(record.last_change);
    if (!is_durable) {
        reply = not_durable();
        if (record.why.empty()) record.why = not_durable_text;
    }
    log_request(request, *reply);
    plane.log_call(std::move(record), *reply, steady_clock::now() - began);
    co_return reply;
}

runtime::awaitable<std::optional<reply>>
dispatcher::call(plane& plane, const request& request, std::string_view path, call_record& record) {
    try {
        auto reply = co_await plane.handle(request, path, record);
        co_return reply;
    } catch (...) {
        log_.error("A request failed by an exception.",
                   {{"path", std::string{request.path()}},
                    {"what", runtime::cause_of(std::current_exception())}});
    }
    co_return internal_error("Internal error");
}

void dispatcher::log_request(const request& request, const reply& reply) {
    if (!log_.would_write(runtime::log_level::debug)) return;
    log_.debug("Request.", {{"method", std::string{request.method}},
                            {"path", std::string{request.path()}},
                            {"status", std::to_string(reply.status)}});
}

} // namespace ivschat::http
