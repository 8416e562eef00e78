#include "control/journal_json.hpp"
#include "control/journal_requests.hpp"
#include "control/routes.hpp"
#include "http/api.hpp"

#include <boost/asio/post.hpp>

namespace ivschat::control {
namespace {

answer show_journal(environment& env, control_call call) {
    const auto query = read_query(call.request.query());
    if (!query) co_return refuse(query.error());
    auto cursor = env.journal.find(*query);
    page_writer page;
    const auto add = [&](const journal::entry& found) { page.add(found); };
    while (!cursor.advance(add, journal::time_limit(journal::time_slice))) {
        co_await boost::asio::post(env.executor, boost::asio::deferred);
    }
    co_return ok(page.finish(cursor));
}

answer clear_journal(environment& env, control_call) {
    env.journal.clear();
    co_return ok("{}");
}

model::api_error too_many_waits() {
    return model::api_error::plain(
        model::errors::throttling,
        std::to_string(journal::wait_queue::max_waiting) +
            " requests wait for the journal already, the most that may; close the connections of "
            "those that are not needed, or give them a shorter `within`.");
}

// Nothing polls: the outcome cancels the timer. No entry is missed, because the wait is registered
// in one step and tests the journal's entries before any later one.
answer wait_for_journal(environment& env, control_call call) {
    auto wait = read_wait(call.request.body);
    if (!wait) co_return refuse(wait.error());
    if (!env.journal.is_on())
        co_return refuse("The journal is off; start the server without --journal 0.");
    std::optional<journal::outcome> outcome;
    bool has_client = true;
    runtime::steady_timer timer{env.executor};
    timer.expires_after(wait->within);
    const auto id =
        env.journal.wait(std::move(wait->expected), [&](const journal::outcome& reached) {
            outcome = reached;
            timer.cancel();
        });
    if (!id) co_return refuse(too_many_waits());
    const runtime::close_notifier::subscription closing{call.request.connection, [&] {
                                                            has_client = false;
                                                            env.journal.cancel(*id);
                                                            timer.cancel();
                                                        }};
    if (!outcome) co_await timer.async_wait(runtime::use_nothrow_awaitable);
    if (!outcome) env.journal.expire(*id);
    // A wait that is behind completes later.
    while (!outcome && has_client) {
        timer.expires_at(runtime::steady_timer::time_point::max());
        co_await timer.async_wait(runtime::use_nothrow_awaitable);
    }
    call.record.ignore_changes_so_far();
    if (!outcome) co_return http::client_closed_reply();
    if (outcome->ended_by == journal::wait_end::shutdown) co_return http::stopping_reply();
    if (outcome->ended_by == journal::wait_end::reset) co_return http::reset_reply();
    co_return ok(encode(*outcome));
}

constexpr control_route routes[] = {{"GET", "/journal", show_journal},
                                    {"DELETE", "/journal", clear_journal},
                                    {"POST", "/journal/wait", wait_for_journal}};

} // namespace

std::span<const control_route> journal_routes() { return routes; }

} // namespace ivschat::control
