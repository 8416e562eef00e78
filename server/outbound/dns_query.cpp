#include "outbound/dns_query.hpp"

#include "outbound/dns_error.hpp"

#include <boost/asio/post.hpp>

#include <ares.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>

namespace ivschat::outbound {

namespace asio = boost::asio;
using runtime::error_code;

namespace {

// c-ares doubles it with each try. Its own 5 s would make one lost packet cost more than callers
// wait.
constexpr int first_try_milliseconds = 1000;
constexpr int tries = 4;

dns_query::endpoints to_endpoints(const ares_addrinfo& found) {
    dns_query::endpoints all;
    for (const auto* each = found.nodes; each != nullptr; each = each->ai_next) {
        auto& added = all.emplace_back();
        if (each->ai_addrlen > added.capacity()) {
            all.pop_back();
            continue;
        }
        std::memcpy(added.data(), each->ai_addr, each->ai_addrlen);
        added.resize(each->ai_addrlen);
    }
    return all;
}

} // namespace

struct dns_query::watched_socket {
    asio::posix::basic_stream_descriptor<runtime::executor> descriptor;
    bool wants_to_read = false;
    bool wants_to_write = false;
    bool is_reading = false;
    bool is_writing = false;

    watched_socket(const runtime::executor& executor, int socket) : descriptor{executor} {
        error_code ignored; // an unwatched socket lets its query time out
        descriptor.assign(socket, ignored);
    }
    // c-ares closes the descriptor.
    ~watched_socket() {
        if (descriptor.is_open()) descriptor.release();
    }
    watched_socket(const watched_socket&) = delete;
    watched_socket& operator=(const watched_socket&) = delete;
};

dns_query::dns_query(const runtime::executor& executor) : executor_{executor}, timer_{executor} {}

dns_query::~dns_query() { close(); }

void dns_query::start(const std::string& host, const std::string& servers, time_point deadline,
                      std::function<void(outcome)> on_done) {
    deadline_ = deadline;
    on_done_ = std::move(on_done);
    if (const auto failed = open_channel(servers)) {
        outcome_ = failed;
    } else {
        ares_addrinfo_hints hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = ARES_AI_ENVHOSTS; // CARES_HOSTS can name another file than /etc/hosts
        ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &dns_query::on_addresses, this);
    }
    proceed();
}

error_code dns_query::open_channel(const std::string& servers) {
    static const int initialized = ares_library_init(ARES_LIB_INIT_ALL);
    if (initialized != ARES_SUCCESS) return dns_error(initialized);
    std::string lookups = "fb"; // files, then DNS, whatever /etc/nsswitch.conf says
    ares_options options{};
    options.timeout = first_try_milliseconds;
    options.tries = tries;
    options.lookups = lookups.data();
    options.sock_state_cb = &dns_query::on_socket_state;
    options.sock_state_cb_data = this;
    const int mask =
        ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;
    if (const int failed = ares_init_options(&channel_, &options, mask); failed != ARES_SUCCESS)
        return dns_error(failed);
    if (servers.empty()) return {};
    const int failed = ares_set_servers_ports_csv(channel_, servers.c_str());
    return failed == ARES_SUCCESS ? error_code{} : dns_error(failed);
}

// c-ares calls this from within its other functions, where the channel must not be destroyed.
void dns_query::on_addresses(void* self, int status, int, ares_addrinfo* found) {
    auto& query = *static_cast<dns_query*>(self);
    query.outcome_ = dns_error(status == ARES_SUCCESS ? ARES_ENODATA : status);
    if (status == ARES_SUCCESS && found != nullptr) {
        if (auto all = to_endpoints(*found); !all.empty()) query.outcome_ = std::move(all);
    }
    if (found != nullptr) ares_freeaddrinfo(found);
}

void dns_query::on_socket_state(void* self, int socket, int is_reading, int is_writing) {
    auto& query = *static_cast<dns_query*>(self);
    if (is_reading == 0 && is_writing == 0) {
        query.sockets_.erase(socket);
        return;
    }
    auto& watched = query.sockets_[socket];
    if (!watched) watched = std::make_shared<watched_socket>(query.executor_, socket);
    watched->wants_to_read = is_reading != 0;
    watched->wants_to_write = is_writing != 0;
}

void dns_query::process(int readable, int writable) {
    if (channel_ == nullptr) return;
    ares_process_fd(channel_, readable, writable);
    proceed();
}

void dns_query::proceed() {
    if (!outcome_ && std::chrono::steady_clock::now() >= deadline_)
        outcome_ = dns_error(ARES_ETIMEOUT);
    if (!outcome_) {
        wait_for_sockets();
        arm_timer();
        return;
    }
    asio::post(executor_, [weak = weak_from_this(), result = *std::move(outcome_)]() mutable {
        if (const auto self = weak.lock())
            std::exchange(self->on_done_, nullptr)(std::move(result));
    });
    close();
}

void dns_query::arm_timer() {
    timeval next{};
    auto when = deadline_;
    if (ares_timeout(channel_, nullptr, &next) != nullptr) {
        const auto in = std::chrono::seconds{next.tv_sec} + std::chrono::microseconds{next.tv_usec};
        when = std::min(when, std::chrono::steady_clock::now() + in);
    }
    timer_.expires_at(when);
    timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
        if (cancelled) return;
        if (const auto self = weak.lock()) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
}

void dns_query::wait_for_sockets() {
    for (const auto& [number, socket] : sockets_) {
        if (socket->wants_to_read && !socket->is_reading) wait_for(socket, false);
        if (socket->wants_to_write && !socket->is_writing) wait_for(socket, true);
    }
}

void dns_query::wait_for(const std::shared_ptr<watched_socket>& socket, bool to_write) {
    (to_write ? socket->is_writing : socket->is_reading) = true;
    const auto what = to_write ? asio::posix::descriptor_base::wait_write
                               : asio::posix::descriptor_base::wait_read;
    // The handler holds the object, not the descriptor's number: by then, c-ares may have closed
    // the socket and opened another with the same number.
    socket->descriptor.async_wait(what, [query = weak_from_this(), weak = std::weak_ptr{socket},
                                         to_write](const error_code& failed) {
        const auto self = query.lock();
        const auto ready = weak.lock();
        if (failed || !self || !ready) return;
        (to_write ? ready->is_writing : ready->is_reading) = false;
        const auto number = ready->descriptor.native_handle();
        self->process(to_write ? ARES_SOCKET_BAD : number, to_write ? number : ARES_SOCKET_BAD);
    });
}

void dns_query::close() {
    timer_.cancel();
    if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
    sockets_.clear();
}

} // namespace ivschat::outbound
