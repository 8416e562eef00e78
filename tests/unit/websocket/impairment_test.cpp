// One connection over loopback; the test is its peer.
#include "websocket/impairment.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/read.hpp>
#include <doctest/doctest.h>

using namespace ivschat;
using namespace std::chrono_literals;
using websocket::frame;
using websocket::impairment;

namespace {

frame bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

struct connection {
    connection() {
        runtime::tcp_acceptor acceptor{io.get_executor(),
                                       {runtime::asio::ip::address_v4::loopback(), 0}};
        peer.connect(acceptor.local_endpoint());
        runtime::tcp_socket accepted{io.get_executor()};
        acceptor.accept(accepted);
        queue = std::make_shared<websocket::send_queue>(std::move(accepted), scheduler, 1U << 20U);
        impaired = std::make_shared<impairment>(queue, [this] { ++released; });
    }
    ~connection() { impaired->release_all(); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    // What the peer gets when nothing more is to be sent.
    std::string received() {
        scheduler.flush_now(); // the next pass may be some milliseconds away
        io.poll();
        scheduler.flush_now();
        REQUIRE(queue->queued_bytes() == 0);
        std::string text(pushed - seen, '\0');
        runtime::asio::read(peer, runtime::asio::buffer(text));
        seen = pushed;
        return text;
    }
    void push(const std::string& text, const faults::reorder* reordered = nullptr) {
        pushed += text.size();
        impaired->push(bytes(text), reordered);
    }

    runtime::asio::io_context io;
    // A poll that runs out of work would stop it.
    runtime::asio::executor_work_guard<runtime::executor> work{io.get_executor()};
    websocket::write_scheduler scheduler{io.get_executor()};
    runtime::tcp_socket peer{io.get_executor()};
    std::shared_ptr<websocket::send_queue> queue;
    std::shared_ptr<impairment> impaired;
    int released = 0; // how often reading was
    std::size_t pushed = 0;
    std::size_t seen = 0;
};

constexpr faults::reorder overtaken_within_an_hour{.release_after = 1h};

} // namespace

TEST_CASE("what is held stays in the queue and leaves in its order") {
    connection it;
    it.push("a");
    it.impaired->hold_writing(std::nullopt);
    CHECK(it.received() == "a"); // it was there before
    it.push("b");
    it.push("c");
    it.io.poll();
    CHECK(it.queue->queued_bytes() == 2);
    CHECK(it.queue->is_held());
    it.impaired->release_writing();
    CHECK(it.received() == "bc");
    CHECK_FALSE(it.queue->is_held());
}

TEST_CASE("writing goes on by itself when its time is over") {
    connection it;
    it.impaired->hold_writing(0ns);
    it.push("a");
    CHECK(it.received() == "a");
}

TEST_CASE("a later hold takes the place of an earlier one") {
    connection it;
    it.impaired->hold_writing(0ns);
    it.impaired->hold_writing(std::nullopt);
    it.push("a");
    it.io.poll();
    CHECK(it.queue->queued_bytes() == 1);
}

TEST_CASE("a frame is overtaken by the next one") {
    connection it;
    it.push("a", &overtaken_within_an_hour);
    it.io.poll();
    CHECK(it.queue->queued_bytes() == 0);
    it.push("b");
    it.push("c");
    CHECK(it.received() == "bac");
}

TEST_CASE("a frame that nothing overtakes is sent when its time is over") {
    connection it;
    const faults::reorder at_once{.release_after = 0ns};
    it.push("a", &at_once);
    CHECK(it.received() == "a");
}

TEST_CASE("a hold on reading lasts until it is released, which is reported once") {
    connection it;
    it.impaired->hold_reading(std::nullopt);
    it.io.poll();
    CHECK(it.impaired->holds_reading());
    CHECK(it.released == 0);
    it.impaired->release_reading();
    it.impaired->release_reading(); // it is held no more
    it.io.poll();
    CHECK_FALSE(it.impaired->holds_reading());
    CHECK(it.released == 1);
}

TEST_CASE("a hold on reading ends when its time is over") {
    connection it;
    it.impaired->hold_reading(0ns);
    CHECK(it.released == 0); // not before the event loop runs
    it.io.poll();
    CHECK(it.released == 1);
}

TEST_CASE("the end of an earlier hold does not end a later one") {
    connection it;
    it.impaired->hold_reading(0ns);
    it.impaired->hold_writing(0ns);
    // Both timers have expired when this runs, and their completions are queued behind it.
    runtime::steady_timer before{it.io.get_executor()};
    before.expires_at(runtime::steady_timer::time_point::min());
    before.async_wait([&](const runtime::error_code&) {
        it.impaired->hold_reading(std::nullopt);
        it.impaired->hold_writing(std::nullopt);
    });
    it.io.poll();
    CHECK(it.impaired->holds_reading());
    CHECK(it.queue->is_held());
}

TEST_CASE("the end lets everything go on where it stood") {
    connection it;
    it.impaired->hold_reading(std::nullopt);
    it.impaired->hold_writing(std::nullopt);
    it.push("a");
    it.push("b", &overtaken_within_an_hour);
    it.impaired->release_all();
    CHECK(it.received() == "ab");
    CHECK(it.released == 1);
}
