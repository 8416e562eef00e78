#include "outbound/http_client.hpp"

#include "outbound/connection.hpp"
#include "outbound/message.hpp"
#include "outbound/tls_context.hpp"

#include <algorithm>
#include <unordered_map>

namespace ivschat::outbound {

namespace asio = boost::asio;
using boost::system::result;
using runtime::awaitable;
using kind = http_failure::kind;
using outcome = result<http_response, http_failure>;
using steady_clock = std::chrono::steady_clock;

// Lives on one shard, until its client and the last exchange are gone.
class http_client::pool : public std::enable_shared_from_this<pool> {
public:
    pool(const runtime::executor& executor, http_client_settings settings)
        : executor_{executor},
          settings_{std::move(settings)},
          names_{executor, settings_.names},
          eviction_timer_{executor} {}

    // Keeps the pool alive, because the client may be destroyed during the exchange.
    static awaitable<outcome> send(std::shared_ptr<pool> self, http_request request,
                                   time_point deadline, std::size_t body_limit,
                                   std::shared_ptr<runtime::connections> abortable);
    void stop();

private:
    struct idle_connection {
        std::shared_ptr<connection> idle;
        time_point since;
    };
    using tls_context = result<asio::ssl::context, std::string>;
    using idle_list = std::vector<idle_connection>; // sorted by age, the oldest first

    std::optional<http_failure> check(const http_request& request, time_point deadline) const;
    tls_context& tls();
    std::shared_ptr<connection> acquire(const std::string& origin);
    void release(std::shared_ptr<connection> used, const std::string& origin);
    void schedule_eviction(time_point until);
    void evict_idle();

    runtime::executor executor_;
    http_client_settings settings_;
    resolver names_;
    std::optional<tls_context> tls_;
    runtime::connections open_;
    std::unordered_map<std::string, idle_list> idle_;
    runtime::steady_timer eviction_timer_;
    bool is_eviction_scheduled_ = false;
    bool is_stopped_ = false;
};

awaitable<outcome> http_client::pool::send(std::shared_ptr<pool> self, http_request request,
                                           time_point deadline, std::size_t body_limit,
                                           std::shared_ptr<runtime::connections> abortable) {
    std::optional<runtime::connections::registration> registered;
    if (auto refused = self->check(request, deadline)) co_return *std::move(refused);
    const auto origin = request.where.origin();
    if (auto kept = self->acquire(origin)) {
        kept->set_deadline(deadline);
        if (abortable) registered.emplace(*abortable, *kept);
        auto reply = co_await kept->exchange(request, body_limit);
        if (!kept->was_closed_by_peer()) {
            self->release(std::move(kept), origin);
            co_return reply;
        }
    }
    auto fresh =
        std::make_shared<connection>(self->executor_, request.where, self->names_, self->open_);
    fresh->set_deadline(deadline);
    registered.reset();
    if (abortable) registered.emplace(*abortable, *fresh);
    asio::ssl::context* tls = nullptr;
    if (request.where.is_tls) {
        auto& context = self->tls();
        if (!context) co_return http_failure{kind::not_trusted, context.error()};
        tls = &*context;
    }
    auto failed = co_await fresh->open(tls);
    if (failed) co_return *std::move(failed);
    auto reply = co_await fresh->exchange(request, body_limit);
    self->release(std::move(fresh), origin);
    co_return reply;
}

std::optional<http_failure> http_client::pool::check(const http_request& request,
                                                     time_point deadline) const {
    const auto peer = request.where.origin();
    if (is_stopped_) return http_failure{kind::stopped, "The request to " + peer + " was stopped."};
    if (!is_well_formed(request))
        return http_failure{kind::not_http, "The request to " + peer +
                                                " is not HTTP: its method, target or headers "
                                                "contain spaces or line ends."};
    if (deadline <= steady_clock::now())
        return http_failure{kind::timeout, "The request to " + peer + " came after its deadline."};
    return std::nullopt;
}

// Created at the first use, because it reads files.
http_client::pool::tls_context& http_client::pool::tls() {
    if (!tls_) tls_ = make_tls_context(settings_.certificates);
    return *tls_;
}

std::shared_ptr<connection> http_client::pool::acquire(const std::string& origin) {
    const auto found = idle_.find(origin);
    if (found == idle_.end() || found->second.empty()) return nullptr;
    auto newest = std::move(found->second.back().idle);
    found->second.pop_back();
    return newest;
}

void http_client::pool::release(std::shared_ptr<connection> used, const std::string& origin) {
    if (is_stopped_ || !used->is_reusable()) return;
    auto& idle = idle_[origin];
    if (idle.size() >= settings_.max_idle_connections) return;
    used->clear_deadline();
    const auto now = steady_clock::now();
    idle.push_back({.idle = std::move(used), .since = now});
    if (!is_eviction_scheduled_) schedule_eviction(now + settings_.idle_timeout);
}

void http_client::pool::schedule_eviction(time_point until) {
    is_eviction_scheduled_ = true;
    eviction_timer_.expires_at(until);
    eviction_timer_.async_wait([weak = weak_from_this()](const runtime::error_code& cancelled) {
        if (cancelled) return;
        if (const auto self = weak.lock()) self->evict_idle();
    });
}

void http_client::pool::evict_idle() {
    is_eviction_scheduled_ = false;
    const auto now = steady_clock::now();
    auto oldest = time_point::max();
    for (auto& [origin, idle] : idle_) {
        std::erase_if(idle,
                      [&](const auto& each) { return each.since + settings_.idle_timeout <= now; });
        if (!idle.empty()) oldest = std::min(oldest, idle.front().since);
    }
    std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
    if (!idle_.empty()) schedule_eviction(oldest + settings_.idle_timeout);
}

void http_client::pool::stop() {
    is_stopped_ = true;
    eviction_timer_.cancel();
    idle_.clear();
    names_.stop();
    open_.for_each(&runtime::connection::abort);
}

http_client::http_client(const runtime::executor& executor, http_client_settings settings)
    : pool_{std::make_shared<pool>(executor, std::move(settings))} {}

http_client::~http_client() { pool_->stop(); }

awaitable<outcome> http_client::send(http_request request, time_point deadline,
                                     std::size_t body_limit,
                                     std::shared_ptr<runtime::connections> abortable) {
    return pool::send(pool_, std::move(request), deadline, body_limit, std::move(abortable));
}

void http_client::stop() { pool_->stop(); }

} // namespace ivschat::outbound
