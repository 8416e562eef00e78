#include "outbound/resolver.hpp"

#include "outbound/dns_error.hpp"
#include "text/ascii.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <ares.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ivschat::outbound {

namespace asio = boost::asio;
using runtime::error_code;
using runtime::tcp;
using steady_clock = std::chrono::steady_clock;

namespace {

// RFC 6761, sections 6.3 and 6.4: these names need no query. "localhost" means this machine, by
// IPv4 first, since containers often have no IPv6. Names under "invalid" never exist.
std::optional<resolver::outcome> find_without_query(const std::string& host) {
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) return resolver::endpoints{{address, 0}};
    if (host == "localhost" || host.ends_with(".localhost"))
        return resolver::endpoints{{asio::ip::address_v4::loopback(), 0},
                                   {asio::ip::address_v6::loopback(), 0}};
    if (host.ends_with(".invalid")) return dns_error(ARES_ENOTFOUND);
    return std::nullopt;
}

resolver::outcome with_port(resolver::outcome found, std::uint16_t port) {
    if (found) {
        for (auto& each : *found) each.port(port);
    }
    return found;
}

} // namespace

resolver::resolver(const runtime::executor& executor, resolver_settings settings)
    : executor_{executor}, settings_{std::move(settings)} {}

const resolver::endpoints* resolver::find_kept(const std::string& host) const {
    const auto found = kept_.find(host);
    if (found == kept_.end() || found->second.until <= steady_clock::now()) return nullptr;
    return &found->second.addresses;
}

error_code resolver::join(const std::string& host, name_lookup& waiter) {
    if (const auto found = queries_.find(host); found != queries_.end()) {
        found->second.waiters.push_back(&waiter);
        return {};
    }
    if (queries_.size() >= settings_.max_queries) {
        const auto unwanted = std::ranges::find_if(
            queries_, [](const auto& entry) { return entry.second.waiters.empty(); });
        if (unwanted == queries_.end()) return dns_error(too_many_queries);
        queries_.erase(unwanted);
    }
    auto query = std::make_shared<dns_query>(executor_);
    queries_.emplace(host, pending_query{.query = query, .waiters = {&waiter}});
    query->start(host, settings_.servers, steady_clock::now() + settings_.query_timeout,
                 [this, host](const outcome& result) { on_done(host, result); });
    return {};
}

void resolver::leave(const std::string& host, name_lookup& waiter) {
    const auto found = queries_.find(host);
    if (found != queries_.end()) std::erase(found->second.waiters, &waiter);
}

// A failure is not kept: the name may be known the next moment, as when containers start.
void resolver::on_done(const std::string& host, const outcome& result) {
    const auto ended = queries_.extract(host);
    if (result) keep(host, *result);
    for (auto* const each : ended.mapped().waiters) each->complete(result);
}

void resolver::keep(const std::string& host, const endpoints& addresses) {
    const auto now = steady_clock::now();
    std::erase_if(kept_, [now](const auto& entry) { return entry.second.until <= now; });
    if (kept_.size() >= settings_.max_kept) {
        kept_.erase(std::ranges::min_element(kept_, {},
                                             [](const auto& entry) { return entry.second.until; }));
    }
    kept_.insert_or_assign(host, kept_result{addresses, now + settings_.keep_for});
}

name_lookup::name_lookup(const runtime::executor& executor, resolver& resolver)
    : resolver_{resolver},
      done_{executor, runtime::steady_timer::time_point::max()},
      result_{error_code{asio::error::operation_aborted}} {}

void name_lookup::complete(const resolver::outcome& result) {
    result_ = result;
    done_.cancel();
}

runtime::awaitable<resolver::outcome> name_lookup::find(std::string host, std::uint16_t port) {
    std::ranges::transform(host, host.begin(), text::to_lower);
    if (auto known = find_without_query(host)) co_return with_port(*std::move(known), port);
    if (const auto* kept = resolver_.find_kept(host)) co_return with_port(*kept, port);
    if (const auto refused = resolver_.join(host, *this)) co_return refused;
    // Also leaves if the coroutine is destroyed while it waits.
    struct membership {
        resolver& joined;
        const std::string& host;
        name_lookup& waiter;
        ~membership() { joined.leave(host, waiter); }
    };
    const membership leaves_at_the_end{resolver_, host, *this};
    co_await done_.async_wait(runtime::use_nothrow_awaitable);
    co_return with_port(std::move(result_), port);
}

resolver::outcome resolve_now(const std::string& host, std::uint16_t port,
                              std::chrono::milliseconds timeout, resolver_settings settings) {
    asio::io_context io{1};
    settings.query_timeout = timeout;
    resolver names{io.get_executor(), std::move(settings)};
    name_lookup lookup{io.get_executor(), names};
    resolver::outcome found = error_code{asio::error::operation_aborted};
    asio::co_spawn(io, lookup.find(host, port),
                   [&found](const std::exception_ptr& failed, const resolver::outcome& result) {
                       if (failed) std::rethrow_exception(failed);
                       found = result;
                   });
    io.run();
    return found;
}

} // namespace ivschat::outbound
