#include "control/journal_json.hpp"
#include "control/journal_requests.hpp"
#include "control/routes.hpp"
#include "http/api.hpp"

namespace ivschat::control {
namespace {

answer show_journal(environment& env, control_call call) {
    const auto query = read_query(call.request.query());
    if (!query) co_return refuse(query.error());
    co_return ok(encode(env.journal.find(*query)));
}

answer clear_journal(environment& env, control_call) {
    env.journal.clear();
    co_return ok("{}");
}

// Nothing polls: the outcome cancels the timer. No entry is missed, because the journal looks at
// its entries and registers the waiter in one step.
answer wait_for_journal(environment& env, control_call call) {
    auto wait = read_wait(call.request.body);
    if (!wait) co_return refuse(wait.error());
    if (!env.journal.is_on())
        co_return refuse("The journal is off; start the server without --journal 0.");
    std::optional<journal::outcome> outcome;
    const auto resets = env.epochs.current();
    runtime::steady_timer timer{env.executor};
    timer.expires_after(wait->within);
    const auto id =
        env.journal.wait(std::move(wait->expected), [&](const journal::outcome& reached) {
            outcome = reached;
            timer.cancel();
        });
    if (!id) {
        co_return refuse(model::api_error::plain(
            model::errors::throttling,
            "Too many requests wait for the journal already; end some of them."));
    }
    if (!outcome) co_await timer.async_wait(runtime::use_nothrow_awaitable);
    call.record.ignore_changes_so_far();
    if (!outcome) env.journal.expire(*id);
    if (outcome->was_cancelled) {
        const bool was_reset = env.epochs.current() != resets;
        co_return was_reset ? http::reset_reply() : http::stopping_reply();
    }
    co_return ok(encode(*outcome));
}

constexpr control_route routes[] = {{"GET", "/journal", show_journal},
                                    {"DELETE", "/journal", clear_journal},
                                    {"POST", "/journal/wait", wait_for_journal}};

} // namespace

std::span<const control_route> journal_routes() { return routes; }

} // namespace ivschat::control
