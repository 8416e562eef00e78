// One connection over loopback. The test is the client at its other end, and the core.
#include "websocket/session.hpp"

#include "client_frame.hpp"
#include "websocket/detached_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <unistd.h>

using namespace ivschat;
using namespace std::chrono_literals;
using test::opcode;
using websocket::close_info;
using websocket::request_batch;

namespace {

constexpr chat::session_id id{7};
const std::string text =
    test::write({.what = opcode::text, .payload = R"({"Action":"SEND_MESSAGE","Content":"hi"})"});
const std::string close_1000 =
    test::write({.what = opcode::close, .payload = std::string{"\x03\xE8", 2}});

struct stage final : websocket::session_events {
    stage() {
        peer.connect(acceptor.local_endpoint());
        acceptor.accept(accepted);
    }

    void open(runtime::tcp_socket socket) {
        shard.open(std::move(socket), "HTTP/1.1 101\r\n\r\n",
                   std::make_shared<const journal::connection_info>(
                       journal::connection_info{.session = id, .room_arn = "room"}));
    }

    void send(const std::string& bytes) {
        runtime::asio::write(peer, runtime::asio::buffer(bytes));
    }
    // The peer sees a reset.
    void reset_peer() {
        peer.set_option(runtime::asio::socket_base::linger{true, 0});
        peer.close();
    }
    template <class Function>
    void on_session(Function function) {
        shard.dispatch_to_session(id, std::move(function));
    }
    // Runs the event loop until the condition holds; bounded, so that a bug fails instead of
    // hanging.
    template <class Condition>
    bool run_until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        while (!condition() && std::chrono::steady_clock::now() < deadline) io.run_one_for(10ms);
        return condition();
    }

    void on_requests(chat::session_id, request_batch batch) override {
        heard += "requests ";
        if (holds_next) {
            holds_next = false;
            on_session([&](websocket::session& it) { it.hold_requests(std::move(batch), 1h); });
        } else if (answers) {
            on_session([](websocket::session& it) { it.core_done(); });
        }
    }
    void on_closing(chat::session_id, const close_info& info) override {
        heard += "closing:" + std::to_string(info.code) + " ";
    }
    void on_ended(chat::session_id) override { heard += "ended "; }

    runtime::asio::io_context io;
    runtime::asio::executor_work_guard<runtime::executor> work{io.get_executor()};
    runtime::tcp_acceptor acceptor{io.get_executor(),
                                   {runtime::asio::ip::address_v4::loopback(), 0}};
    runtime::tcp_socket peer{io.get_executor()};
    runtime::tcp_socket accepted{io.get_executor()};
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    metrics::counters counters;
    websocket::shard shard{io.get_executor(), io.get_executor(), *this, counters, log, 1U << 20U};
    std::string heard; // what the core was told
    bool holds_next = false;
    bool answers = true;
};

} // namespace

TEST_CASE("requests and a close frame in one read are handled in their order") {
    stage it;
    it.open(std::move(it.accepted));
    SUBCASE("at once") {
        it.send(text + close_1000);
        CHECK(it.run_until([&] { return it.heard == "requests closing:1000 "; }));
    }
    SUBCASE("after a fault has held the request") {
        it.holds_next = true;
        it.send(text + close_1000);
        REQUIRE(it.run_until([&] { return it.heard == "requests "; }));
        it.io.poll();
        CHECK(it.heard == "requests "); // the close frame waits, too
        it.on_session([](websocket::session& session) { session.release_reading(); });
        CHECK(it.run_until([&] { return it.heard == "requests requests closing:1000 "; }));
    }
    SUBCASE("after the core has taken its time") {
        it.answers = false;
        it.send(text + close_1000);
        REQUIRE(it.run_until([&] { return it.heard == "requests "; }));
        it.io.poll();
        CHECK(it.heard == "requests ");
        it.on_session([](websocket::session& session) { session.core_done(); });
        CHECK(it.run_until([&] { return it.heard == "requests closing:1000 "; }));
    }
}

TEST_CASE("frames that come while the core has a batch are kept, whole or in part") {
    stage it;
    it.open(std::move(it.accepted));
    it.answers = false;
    // A binary message ends the reading of requests, so the rest stays unread.
    it.send(text + test::write({.what = opcode::binary}) + close_1000.substr(0, 3));
    REQUIRE(it.run_until([&] { return it.heard == "requests "; }));
    it.on_session([](websocket::session& session) { session.core_done(); });
    REQUIRE(it.run_until([&] { return it.heard == "requests closing:1003 "; }));
    it.send(close_1000.substr(3));
    it.peer.shutdown(runtime::tcp_socket::shutdown_send);
    CHECK(it.run_until([&] { return it.heard == "requests closing:1003 ended "; }));
}

TEST_CASE("a connection that is reset leaves its room at once although its reading is held") {
    stage it;
    it.open(std::move(it.accepted));
    SUBCASE("by a test") {
        it.on_session([](websocket::session& session) { session.hold_reading(std::nullopt); });
    }
    SUBCASE("by a fault that holds a request") {
        it.holds_next = true;
        it.send(text);
        REQUIRE(it.run_until([&] { return it.heard == "requests "; }));
    }
    it.heard.clear();
    it.reset_peer();
    CHECK(it.run_until([&] { return it.heard == "closing:1006 ended "; }));
}

TEST_CASE("a socket that could not be moved to its shard ends the session") {
    stage it;
    it.open(runtime::tcp_socket{it.io.get_executor()});
    it.io.poll();
    CHECK(it.heard == "closing:1006 ended ");
}

TEST_CASE("a socket moves from one event loop to another") {
    stage it;
    runtime::asio::io_context other;
    const auto descriptor = it.accepted.native_handle();
    websocket::detached_socket moved{std::move(it.accepted)};
    SUBCASE("and is connected there") {
        auto socket = std::move(moved).attach(other.get_executor());
        CHECK(socket.native_handle() == descriptor);
        CHECK(socket.remote_endpoint() == it.peer.local_endpoint());
    }
    SUBCASE("unless that cannot take it") {
        REQUIRE(::close(descriptor) == 0);
        CHECK_FALSE(std::move(moved).attach(other.get_executor()).is_open());
    }
}

TEST_CASE("a socket that is closed already is closed after the move") {
    runtime::asio::io_context io;
    websocket::detached_socket moved{runtime::tcp_socket{io.get_executor()}};
    CHECK_FALSE(std::move(moved).attach(io.get_executor()).is_open());
}
