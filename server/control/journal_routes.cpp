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

// The timer is cancelled by the outcome: nobody polls, and nothing that comes between the look at
// what is there and the wait is missed, since both are one step.
answer wait_for_journal(environment& env, control_call call) {
    auto asked = read_wait(call.request.body);
    if (!asked) co_return refuse(asked.error());
    if (!env.journal.is_on()) co_return refuse("The journal is off; start without --journal 0.");
    std::optional<journal::outcome> outcome;
    runtime::steady_timer timer{env.executor};
    timer.expires_after(asked->within);
    const auto id =
        env.journal.wait(std::move(asked->expected), [&](const journal::outcome& known) {
            outcome = known;
            timer.cancel();
        });
    if (!id) {
        co_return refuse(model::api_error::plain(
            model::errors::throttling, "Too many wait for the journal already; end some waits."));
    }
    if (!outcome) co_await timer.async_wait(runtime::use_nothrow_awaitable);
    if (!outcome) env.journal.expire(*id);
    if (outcome->was_cancelled) co_return http::stopping_reply();
    co_return ok(encode(*outcome));
}

constexpr control_route routes[] = {{"GET", "/journal", show_journal},
                                    {"DELETE", "/journal", clear_journal},
                                    {"POST", "/journal/wait", wait_for_journal}};

} // namespace

std::span<const control_route> journal_routes() { return routes; }

} // namespace ivschat::control
