// A reset of everything, or of one room, is a barrier: nothing that began before it has any effect,
// delivery, journal entry, metric or log record after its reply.
#include "chat/arn.hpp"
#include "control/json_object.hpp"
#include "control/routes.hpp"
#include "runtime/wait_until.hpp"
#include "text/json_writer.hpp"
#include "wire/close_code.hpp"

#include <algorithm>
#include <chrono>

namespace ivschat::control {
namespace {

using std::chrono::steady_clock;

// For calls to review handlers and log destinations, which are aborted.
constexpr std::chrono::seconds abort_timeout{1};

struct reset_request {
    std::string room_arn = {}; // empty: everything
    bool keeps_connections = false;
    bool keeps_tokens = false;
};

struct reset_counts {
    std::size_t rooms_deleted = 0;
    std::size_t logging_configurations_deleted = 0;
    std::size_t connections_closed = 0;
    std::size_t connections_cut = 0;
    std::size_t reviews_aborted = 0;
    std::size_t log_records_dropped = 0;
    std::size_t calls_unfinished = 0;
};

bool read_keep(object_reader& in, std::string_view name, std::string_view otherwise) {
    const auto given = in.text(name, 16);
    if (given && *given != otherwise && *given != "keep") {
        in.add_error(name, "must be \"" + std::string{otherwise} + "\" or \"keep\"");
    }
    return given == "keep";
}

model::result<reset_request> read_reset(std::string_view body) {
    const auto document = parse_optional_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    const auto room = in.text("room", 256);
    const bool has_tokens = in.has("tokens");
    const reset_request wanted{.room_arn = room.value_or(""),
                               .keeps_connections = read_keep(in, "connections", "close"),
                               .keeps_tokens = read_keep(in, "tokens", "forget")};
    in.reject_unknown_members();
    if (room && !chat::parse_arn(*room)) in.add_error("room", "must be a room's ARN");
    if (room && has_tokens) {
        in.add_error("tokens",
                     "belongs to a reset of everything; a room's tokens stay as they are");
    }
    if (errors.has_error()) return errors.error();
    return wanted;
}

template <class Resource>
const Resource* find(const std::vector<Resource>& seeds, std::string_view arn) {
    const auto found = std::find_if(seeds.begin(), seeds.end(),
                                    [&](const Resource& each) { return each.arn == arn; });
    return found == seeds.end() ? nullptr : &*found;
}

// The resources that a reset of everything deletes.
template <class Resource>
std::size_t count_without_seed(const chat::resource_store<Resource>& present,
                               const std::vector<Resource>& seeds) {
    std::size_t count = 0;
    present.for_each([&](const Resource& each) { count += find(seeds, each.arn) ? 0U : 1U; });
    return count;
}

void reset_room(environment& env, const std::string& arn, reset_counts& counts) {
    const auto* const seed = find(env.baseline.rooms, arn);
    const bool exists = env.state.query().rooms().find(arn) != nullptr;
    counts.rooms_deleted = exists && seed == nullptr ? 1 : 0;
    env.state.submit(chat::reset_room{
        .arn = arn, .replacement = seed ? std::optional<chat::room>{*seed} : std::nullopt});
}

// Time must not go back for connections that stay open.
void reset_everything(environment& env, const reset_request& wanted, reset_counts& counts) {
    const auto& state = env.state.query();
    const auto& seeds = env.baseline;
    counts.rooms_deleted = count_without_seed(state.rooms(), seeds.rooms);
    counts.logging_configurations_deleted =
        count_without_seed(state.logging_configurations(), seeds.logging_configurations);
    if (!wanted.keeps_tokens) env.ids.void_all();
    env.state.submit(chat::reset_all{
        .rooms = seeds.rooms,
        .logging_configurations = seeds.logging_configurations,
        .void_tokens_until =
            wanted.keeps_tokens ? std::nullopt : std::optional{env.ids.void_until()}});
    env.state.request_quotas().forget_usage();
    constexpr std::uint64_t seed_at_start = 0;
    replace_faults(env, seeds.faults.value_or(faults::configuration{}), seed_at_start);
    env.journal.restart();
    if (wanted.keeps_connections) {
        env.state.resume_clock();
    } else {
        env.state.restart_clock();
    }
    // The next tokens would be those that were kept.
    if (env.on_reset && !wanted.keeps_tokens) env.on_reset();
}

runtime::awaitable<void> end_calls(environment& env, const std::string& room_arn,
                                   reset_counts& counts) {
    const auto deadline = steady_clock::now() + abort_timeout;
    counts.reviews_aborted = env.reviews.abort(room_arn);
    const auto are_ended = [&] { return env.reviews.aborting() == 0; };
    co_await runtime::wait_until(env.executor, are_ended, deadline);
    const auto logs = co_await env.logs.discard(room_arn, deadline);
    counts.log_records_dropped = logs.records;
    counts.calls_unfinished = env.reviews.aborting() + logs.batches_under_way;
}

void log(environment& env, const reset_request& wanted, const reset_counts& counts) {
    const bool is_room = !wanted.room_arn.empty();
    env.log.info(
        is_room ? "A room was reset." : "The server was reset; what it had stored is deleted.",
        {{"room", is_room ? wanted.room_arn : "all"},
         {"rooms_deleted", std::to_string(counts.rooms_deleted)},
         {"logging_configurations_deleted", std::to_string(counts.logging_configurations_deleted)},
         {"connections_closed", std::to_string(counts.connections_closed)},
         {"reviews_aborted", std::to_string(counts.reviews_aborted)},
         {"log_records_dropped", std::to_string(counts.log_records_dropped)}});
}

http::reply to_reply(const reset_counts& counts) {
    std::string body;
    text::json_writer json{body};
    const auto write = [&](std::string_view name, std::size_t count) {
        json.key(name).integer(static_cast<std::int64_t>(count));
    };
    json.begin_object();
    write("roomsDeleted", counts.rooms_deleted);
    write("loggingConfigurationsDeleted", counts.logging_configurations_deleted);
    write("connectionsClosed", counts.connections_closed);
    write("connectionsCut", counts.connections_cut);
    write("reviewsAborted", counts.reviews_aborted);
    write("logRecordsDropped", counts.log_records_dropped);
    write("callsUnfinished", counts.calls_unfinished);
    json.end_object();
    return ok(std::move(body));
}

answer reset(environment& env, control_call call) {
    const auto wanted = read_reset(call.request.body);
    if (!wanted) co_return refuse(wanted.error());
    const auto& room_arn = wanted->room_arn;
    // `control_api` has waited for the end of an earlier reset.
    const epochs::reset under_way{env.epochs, room_arn};
    reset_counts counts;
    env.holds.on_reset(room_arn);
    env.journal.cancel_waits(room_arn);
    co_await end_calls(env, room_arn, counts);
    std::optional<websocket::close_info> closing;
    if (!wanted->keeps_connections) {
        closing = {.code = wire::close_code::going_away, .reason = "The server was reset."};
    }
    const auto connections = co_await env.connections.reset_connections(room_arn, closing);
    counts.connections_closed = connections.closed;
    counts.connections_cut = connections.cut;
    // Nothing waits from here on: the new epoch begins in one step.
    call.record.ignore_changes_so_far();
    if (room_arn.empty()) {
        reset_everything(env, *wanted, counts);
    } else {
        reset_room(env, room_arn, counts);
    }
    env.connections.accept_requests(room_arn);
    log(env, *wanted, counts);
    co_return to_reply(counts);
}

constexpr control_route routes[] = {{"POST", "/reset", reset}};

} // namespace

std::span<const control_route> reset_routes() { return routes; }

} // namespace ivschat::control
