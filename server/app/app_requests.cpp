// What the app does with requests and handshakes.
#include "app/app.hpp"

#include "faults/error_reply.hpp"

#include <boost/beast/http/field.hpp>

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

http::reply to_reply(const websocket::handshake_refusal& refused) {
    return http::to_reply(
        faults::to_api_error({.status = refused.status, .message = refused.message}));
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
    now.websocket_connections = endpoint_.connection_count();
    now.http_connections = connections_.size();
    now.send_queue_bytes = co_await endpoint_.queued_bytes();
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

// Who asks for a connection; empty if the connection is gone already.
std::string app::client_ip(const runtime::tcp_socket& socket,
                           const upgrade_request& request) const {
    runtime::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (gone) return {};
    std::vector<std::string_view> forwarded_for;
    const auto [first, last] = request.equal_range("X-Forwarded-For");
    for (auto each = first; each != last; ++each) forwarded_for.push_back(each->value());
    return http::client_ip(peer.address(), forwarded_for, settings_.trusted_proxies);
}

runtime::awaitable<std::optional<http::reply>> app::upgrade(runtime::tcp_socket& socket,
                                                            upgrade_request request) {
    const auto offered = request[boost::beast::http::field::sec_websocket_protocol];
    const auto opened = endpoint_.open(std::string{offered});
    if (const auto* refused = std::get_if<websocket::handshake_refusal>(&opened)) {
        co_return to_reply(*refused);
    }
    const auto& claims = std::get<crypto::token_claims>(opened);
    std::optional<faults::decision> decision;
    if (faults_.watches(faults::plane::handshake)) {
        decision = faults_.decide({.where = faults::plane::handshake,
                                   .room_arn = claims.room_arn,
                                   .user_id = claims.user_id});
    }
    if (decision) {
        auto refused = co_await suffer(socket, claims, *decision);
        if (refused) co_return refused;
        if (!socket.is_open()) co_return std::nullopt;
    }
    // The delay may have ended because the server stops.
    if (sessions_.is_closed()) co_return http::stopping_reply();
    const auto change = durability().last_change();
    const auto admitted = endpoint_.admit(claims, client_ip(socket, request));
    if (const auto* refused = std::get_if<websocket::handshake_refusal>(&admitted)) {
        co_return to_reply(*refused);
    }
    const auto& admission = std::get<websocket::admission>(admitted);
    // That the token is used up must be safe before the connection counts as open.
    const bool is_durable = co_await durability().wait_durable(change);
    if (!is_durable) {
        endpoint_.dismiss(admission);
        co_return http::not_durable();
    }
    endpoint_.serve(std::move(socket), request, admission);
    const auto* closure =
        decision && decision->what ? std::get_if<faults::closure>(&*decision->what) : nullptr;
    if (closure != nullptr) endpoint_.close(admission.session, closure->code, closure->reason);
    co_return std::nullopt;
}

// A reply, or the socket is closed, or the handshake goes on.
runtime::awaitable<std::optional<http::reply>> app::suffer(runtime::tcp_socket& socket,
                                                           const crypto::token_claims& claims,
                                                           const faults::decision& decision) {
    endpoint_.record_fault({.room_arn = claims.room_arn, .user_id = claims.user_id}, "handshake",
                           decision);
    if (decision.delay.count() > 0) co_await delays_.wait(decision.delay);
    if (!decision.what) co_return std::nullopt;
    const auto& what = *decision.what;
    if (const auto* refusal = std::get_if<faults::handshake_refusal>(&what)) {
        co_return to_reply(endpoint_.refuse(claims, *refusal));
    }
    if (const auto* stall = std::get_if<faults::stall>(&what)) {
        co_await stalls_.wait(stall->duration);
    } else if (std::holds_alternative<faults::drop>(what)) {
        http::reset(socket);
    }
    co_return std::nullopt;
}

} // namespace ivschat
