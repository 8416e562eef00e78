// Lives on one shard. One HTTP connection: reads requests one after another and writes their
// replies, until one of them turns it into a WebSocket or it ends.
#pragma once

#include "http/close_watcher.hpp"
#include "http/reply_writer.hpp"
#include "http/request_handler.hpp"
#include "http/request_reader.hpp"
#include "runtime/asio.hpp"
#include "runtime/connections.hpp"
#include "runtime/gate.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace ivschat::http {

// What all sessions share, and what must outlive them.
struct session_context {
    request_handler& requests;
    upgrade_handler& upgrades;
    reply_writer& writer;
    runtime::connections& connections;
    runtime::gate& gate; // held by every session
};

class session final : public runtime::connection {
public:
    session(runtime::tcp_socket socket, const session_context& context);

    // Completes when the connection ends. The caller holds the session meanwhile.
    runtime::awaitable<void> run();

    void drain() override;
    void abort() override;
    void check_deadline() override;

private:
    using steady_clock = std::chrono::steady_clock;
    using upgrade_request = upgrade_handler::upgrade_request;

    enum class phase : std::uint8_t {
        idle, // between requests: nothing of the next one has come
        reading,
        handling,
        writing,
        lingering, // after the last reply, until the peer closes
    };

    runtime::awaitable<bool> serve_request();
    runtime::awaitable<bool> handle();
    runtime::awaitable<bool> read_rest();
    runtime::awaitable<bool> write_reply(reply reply);
    runtime::awaitable<void> write_last_reply(reply reply);
    void start_request();
    bool receive();
    bool parse_received();
    bool is_continue_expected();
    runtime::awaitable<std::optional<reply>> upgrade(upgrade_request request);
    void set_deadline(std::chrono::seconds timeout);

    runtime::tcp_socket socket_;
    session_context context_;
    runtime::gate::holder gate_holder_;
    runtime::connections::registration registration_;
    boost::beast::flat_buffer buffer_; // received, and not parsed yet
    close_watcher close_watcher_{socket_};
    request_reader reader_;
    runtime::error_code parse_error_;
    runtime::error_code read_error_;
    steady_clock::time_point deadline_; // of the peer's part in the present phase
    phase phase_ = phase::idle;
    bool is_draining_ = false;
    bool was_continued_ = false;
    bool keep_alive_ = true; // as far as the client allows
};

} // namespace ivschat::http
