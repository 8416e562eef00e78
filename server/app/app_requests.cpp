// What the app does with requests and handshakes.
#include "app/app.hpp"

namespace ivschat {
namespace {

http::reply plain(model::error_kind kind, std::string message) {
    return http::to_reply(model::api_error::plain(kind, std::move(message)));
}

http::reply only_get() {
    auto refusal = plain(model::errors::method_not_allowed, "Metrics are read with GET.");
    refusal.headers.emplace_back("Allow", "GET");
    return refusal;
}

} // namespace

runtime::awaitable<std::optional<http::reply>>
app::control_plane::handle(const http::request& request, std::string_view path,
                           http::call_record&) {
    if (auto refused = owner_.guard_.stop_control(request, path)) co_return refused;
    auto reply = co_await owner_.answer_control(request, path);
    owner_.guard_.let_read_control(request, reply);
    co_return reply;
}

runtime::awaitable<std::optional<http::reply>> app::aws_plane::handle(const http::request& request,
                                                                      std::string_view path,
                                                                      http::call_record& record) {
    if (auto preflight = owner_.guard_.answer_aws_preflight(request)) co_return preflight;
    auto reply = co_await owner_.aws_.handle(request, path, record);
    if (reply) owner_.guard_.let_read_aws(request, *reply);
    co_return reply;
}

runtime::awaitable<http::reply> app::answer_control(const http::request& request,
                                                    std::string_view path) {
    if (path.starts_with("/health")) {
        co_return health_.handle(request, path, std::chrono::steady_clock::now());
    }
    if (path == "/metrics") {
        if (request.method != "GET") co_return only_get();
        co_return metrics_page_.read(co_await sample());
    }
    co_return co_await control_.handle(request, path);
}

runtime::awaitable<control::gauges> app::sample() {
    const auto& state = core_.query();
    control::gauges now{.sessions = state.session_count(),
                        .rooms = state.rooms().size(),
                        .logging_configurations = state.logging_configurations().size()};
    now.websocket_connections = gateway_.connection_count();
    now.http_connections = connections_.size();
    now.send_queue_bytes = co_await gateway_.queued_bytes();
    const auto logs = chat_logger_.counted();
    now.logs = {.records_delivered = logs.records_delivered,
                .records_dropped = logs.records_dropped,
                .held_bytes = logs.bytes_held,
                .waiting_batches = logs.batches_waiting,
                .spooled_batches = logs.batches_spooled};
    for (const auto& [arn, failed] : logs.failures) {
        auto& figures = counters_.logs.of(arn);
        const auto raise = [](metrics::counter& to, std::uint64_t value) {
            to.add(value - to.value());
        };
        raise(figures.access_denied, failed.access_denied);
        raise(figures.resource_not_found, failed.not_found);
        raise(figures.errors, failed.access_denied + failed.not_found + failed.errors);
    }
    co_return now;
}

} // namespace ivschat
