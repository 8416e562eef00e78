// Rooms over loopback; the test is at the other end of every connection.
#include "websocket/fan_out.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/read.hpp>
#include <doctest/doctest.h>

#include <deque>
#include <optional>

using namespace ivschat;
using websocket::fan_out;

namespace {

struct stage {
    struct member {
        explicit member(runtime::tcp_socket connected) : peer{std::move(connected)} {}

        runtime::tcp_socket peer;
        std::shared_ptr<websocket::send_queue> queue = {};
        std::optional<fan_out::subscription> subscription = {};
    };

    member& join(std::string_view room, std::size_t limit = 1U << 20U) {
        runtime::tcp_socket peer{io.get_executor()};
        peer.connect(acceptor.local_endpoint());
        runtime::tcp_socket accepted{io.get_executor()};
        acceptor.accept(accepted);
        auto& joined = members.emplace_back(std::move(peer));
        joined.queue =
            std::make_shared<websocket::send_queue>(std::move(accepted), scheduler, limit);
        joined.subscription.emplace(rooms, room, joined.queue);
        return joined;
    }

    // Waits for so many bytes; more would show in the next call.
    static std::string read(member& from, std::size_t size) {
        std::string text(size, '\0');
        runtime::asio::read(from.peer, runtime::asio::buffer(text));
        return text;
    }

    // What has been sent so far; sent on loopback is there.
    static std::string read_all(member& from) { return read(from, from.peer.available()); }

    runtime::asio::io_context io;
    // A poll that runs out of work would stop it.
    runtime::asio::executor_work_guard<runtime::executor> work{io.get_executor()};
    runtime::tcp_acceptor acceptor{io.get_executor(),
                                   {runtime::asio::ip::address_v4::loopback(), 0}};
    websocket::write_scheduler scheduler{io.get_executor()};
    fan_out rooms{scheduler};
    std::deque<member> members;
};

websocket::frame bytes(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

} // namespace

TEST_CASE("what a room is told goes to its members, in its order") {
    stage it;
    auto& ann = it.join("lobby");
    auto& bob = it.join("lobby");
    auto& eve = it.join("attic");
    it.rooms.publish("lobby", "one ");
    it.rooms.publish("attic", "other ");
    it.rooms.publish("lobby", "two ");
    it.rooms.publish("nowhere", "three ");
    it.scheduler.flush_now();
    CHECK(stage::read(ann, 8) == "one two ");
    CHECK(stage::read(bob, 8) == "one two ");
    CHECK(stage::read(eve, 6) == "other ");
}

TEST_CASE("a pass comes by itself") {
    stage it;
    auto& ann = it.join("lobby");
    it.rooms.publish("lobby", "one");
    it.io.poll();
    CHECK(stage::read(ann, 3) == "one");
}

TEST_CASE("who joins gets nothing of what was before") {
    stage it;
    auto& ann = it.join("lobby");
    it.rooms.publish("lobby", "before ");
    auto& bob = it.join("lobby");
    it.rooms.publish("lobby", "after");
    it.scheduler.flush_now();
    CHECK(stage::read(ann, 12) == "before after");
    CHECK(stage::read(bob, 5) == "after");
}

TEST_CASE("who leaves gets what was before, and nothing more") {
    stage it;
    auto& ann = it.join("lobby");
    auto& bob = it.join("lobby");
    it.rooms.publish("lobby", "before ");
    ann.subscription.reset();
    it.rooms.publish("lobby", "after");
    ann.queue->push(bytes("alone"));
    it.scheduler.flush_now();
    CHECK(stage::read(ann, 12) == "before alone");
    CHECK(stage::read(bob, 12) == "before after");
    bob.subscription.reset(); // the room is gone with that
    it.rooms.publish("lobby", "nobody");
    it.scheduler.flush_now();
    CHECK(stage::read_all(bob).empty());
}

TEST_CASE("a room that empties with something in it is forgotten") {
    stage it;
    auto& ann = it.join("lobby");
    it.rooms.publish("lobby", "last");
    ann.subscription.reset();
    it.scheduler.flush_now();
    CHECK(stage::read(ann, 4) == "last");
    auto& bob = it.join("lobby");
    it.rooms.publish("lobby", "anew");
    it.scheduler.flush_now();
    CHECK(stage::read(bob, 4) == "anew");
}

TEST_CASE("what is for one alone comes where it was said") {
    stage it;
    auto& ann = it.join("lobby");
    auto& bob = it.join("lobby");
    it.rooms.publish("lobby", "1");
    ann.subscription->flush_pending();
    ann.queue->push(bytes("a"));
    it.rooms.publish("lobby", "2");
    it.scheduler.flush_now();
    CHECK(stage::read(ann, 3) == "1a2");
    CHECK(stage::read(bob, 2) == "12");
}

TEST_CASE("a member that is held gets it all later") {
    stage it;
    auto& ann = it.join("lobby");
    ann.queue->hold(true);
    it.rooms.publish("lobby", "1");
    it.scheduler.flush_now();
    it.rooms.publish("lobby", "2");
    it.scheduler.flush_now();
    CHECK(stage::read_all(ann).empty());
    CHECK(ann.queue->queued_bytes() == 2);
    ann.queue->hold(false);
    it.scheduler.flush_now();
    CHECK(stage::read(ann, 2) == "12");
}

TEST_CASE("a member that does not read keeps its order when it goes on") {
    stage it;
    auto& slow = it.join("lobby", 64U << 20U);
    std::string expected;
    for (int i = 0; slow.queue->queued_bytes() == 0; ++i) {
        const auto piece = std::to_string(i) + std::string(50'000, 'x');
        expected += piece;
        it.rooms.publish("lobby", piece);
        it.scheduler.flush_now();
    }
    for (const auto* const last : {"behind", "all"}) {
        expected += last;
        it.rooms.publish("lobby", last);
        it.scheduler.flush_now();
    }
    std::string got;
    while (got.size() < expected.size()) {
        got += stage::read_all(slow);
        it.io.poll();
    }
    CHECK(got == expected);
    CHECK(slow.queue->queued_bytes() == 0);
}

TEST_CASE("a room that has much waits for no pass") {
    stage it;
    auto& ann = it.join("lobby");
    const std::string large(70'000, 'x');
    it.rooms.publish("lobby", large);
    CHECK(ann.queue->queued_bytes() == large.size());
}
