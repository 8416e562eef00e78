#include "outbound/http_client.hpp"

#include "outbound/connection.hpp"
#include "outbound/message.hpp"
#include "outbound/trust.hpp"

#include <algorithm>
#include <unordered_map>

namespace ivschat::outbound {

namespace asio = boost::asio;
using boost::system::result;
using runtime::awaitable;
using kind = http_failure::kind;
using outcome = result<http_response, http_failure>;
using steady_clock = std::chrono::steady_clock;

// Lives on one shard, as long as its client or the last exchange.
class http_client::pool : public std::enable_shared_from_this<pool> {
public:
    pool(const runtime::executor& executor, http_client_settings settings)
        : executor_{executor}, settings_{std::move(settings)}, idle_watch_{executor} {}

    // Keeps the pool alive, since the client may go while the exchange runs.
    static awaitable<outcome> send(std::shared_ptr<pool> self, http_request request,
                                   moment deadline, std::size_t largest_body);
    void stop();

private:
    struct idle_connection {
        std::shared_ptr<connection> kept;
        moment since;
    };
    using tls_context = result<asio::ssl::context, std::string>;
    using idle_connections = std::vector<idle_connection>; // the oldest first

    std::optional<http_failure> refusal(const http_request& request, moment deadline) const;
    tls_context& trust();
    std::shared_ptr<connection> take(const std::string& origin);
    void keep(std::shared_ptr<connection> used, const std::string& origin);
    void watch_idle(moment until);
    void drop_idle();

    runtime::executor executor_;
    http_client_settings settings_;
    std::optional<tls_context> trust_;
    runtime::connections open_;
    std::unordered_map<std::string, idle_connections> idle_;
    runtime::steady_timer idle_watch_;
    bool is_watching_ = false;
    bool is_stopped_ = false;
};

awaitable<outcome> http_client::pool::send(std::shared_ptr<pool> self, http_request request,
                                           moment deadline, std::size_t largest_body) {
    if (auto refused = self->refusal(request, deadline)) co_return *std::move(refused);
    const auto origin = request.where.origin();
    if (auto kept = self->take(origin)) {
        kept->end_by(deadline);
        auto reply = co_await kept->exchange(request, largest_body);
        if (!kept->was_closed_by_peer()) {
            self->keep(std::move(kept), origin);
            co_return reply;
        }
    }
    auto fresh = std::make_shared<connection>(self->executor_, request.where, self->open_);
    fresh->end_by(deadline);
    asio::ssl::context* tls = nullptr;
    if (request.where.is_tls) {
        auto& trust = self->trust();
        if (!trust) co_return http_failure{kind::not_trusted, trust.error()};
        tls = &*trust;
    }
    auto failed = co_await fresh->open(tls);
    if (failed) co_return *std::move(failed);
    auto reply = co_await fresh->exchange(request, largest_body);
    self->keep(std::move(fresh), origin);
    co_return reply;
}

std::optional<http_failure> http_client::pool::refusal(const http_request& request,
                                                       moment deadline) const {
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

// Made when it is first needed, since it reads files.
http_client::pool::tls_context& http_client::pool::trust() {
    if (!trust_) trust_ = make_tls_context(settings_.certificates);
    return *trust_;
}

std::shared_ptr<connection> http_client::pool::take(const std::string& origin) {
    const auto found = idle_.find(origin);
    if (found == idle_.end() || found->second.empty()) return nullptr;
    auto newest = std::move(found->second.back().kept);
    found->second.pop_back();
    return newest;
}

void http_client::pool::keep(std::shared_ptr<connection> used, const std::string& origin) {
    if (is_stopped_ || !used->is_reusable()) return;
    auto& idle = idle_[origin];
    if (idle.size() >= settings_.idle_connections) return;
    used->rest();
    const auto now = steady_clock::now();
    idle.push_back({.kept = std::move(used), .since = now});
    if (!is_watching_) watch_idle(now + settings_.idle_patience);
}

void http_client::pool::watch_idle(moment until) {
    is_watching_ = true;
    idle_watch_.expires_at(until);
    idle_watch_.async_wait([weak = weak_from_this()](const runtime::error_code& cancelled) {
        if (cancelled) return;
        if (const auto self = weak.lock()) self->drop_idle();
    });
}

void http_client::pool::drop_idle() {
    is_watching_ = false;
    const auto now = steady_clock::now();
    auto oldest = moment::max();
    for (auto& [origin, idle] : idle_) {
        std::erase_if(
            idle, [&](const auto& each) { return each.since + settings_.idle_patience <= now; });
        if (!idle.empty()) oldest = std::min(oldest, idle.front().since);
    }
    std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
    if (!idle_.empty()) watch_idle(oldest + settings_.idle_patience);
}

void http_client::pool::stop() {
    is_stopped_ = true;
    idle_watch_.cancel();
    idle_.clear();
    open_.for_each(&runtime::connection::abort);
}

http_client::http_client(const runtime::executor& executor, http_client_settings settings)
    : pool_{std::make_shared<pool>(executor, std::move(settings))} {}

http_client::~http_client() { pool_->stop(); }

awaitable<outcome> http_client::send(http_request request, moment deadline,
                                     std::size_t largest_body) {
    return pool::send(pool_, std::move(request), deadline, largest_body);
}

void http_client::stop() { pool_->stop(); }

} // namespace ivschat::outbound
