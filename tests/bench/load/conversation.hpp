// Lives on the program's only thread. Sends messages to the rooms that talk, and checks that every
// connection receives all of them once, undamaged, in the order of their senders, and nothing else.
#pragma once

#include "../support/content.hpp"
#include "../support/figures.hpp"
#include "../support/histogram.hpp"
#include "chat_clients.hpp"

namespace ivschat::bench {

struct conversation_plan {
    std::uint32_t senders = 1; // of each room
    std::uint32_t window = 1;  // closed loop: messages in flight in each room
    double rate = 0;           // open loop if positive: messages a second over all rooms
    std::size_t content_size = 200;
};

class conversation final : public chat_clients::listener {
public:
    // Both must outlive this.
    conversation(const room_layout& layout, chat_clients& clients, conversation_plan plan);

    void receive(std::uint32_t connection, std::string_view text, std::uint64_t now) override;
    void lose(std::uint32_t connection) override;

    void begin();
    void run_until(std::uint64_t end);
    void stop() { is_talking_ = false; }
    // Runs until everything that was sent has arrived, or nothing has arrived for that long.
    void drain(std::uint64_t patience_ns);

    void clear_figures();
    std::uint64_t delivered() const { return delivered_; }
    const histogram& latencies() const { return latencies_; }
    // Covers the time since the construction. True if nothing was wrong.
    bool judge(figures& out) const;

private:
    struct room {
        std::uint32_t sent = 0;
        std::vector<std::uint32_t> missing; // deliveries of each message in flight
    };

    bool is_open_loop() const { return plan_.rate > 0; }
    void send_what_is_due(std::uint64_t now);
    void fill_window(std::uint32_t number, std::uint64_t now);
    void send(std::uint32_t room_number, std::uint64_t due);
    void finish(std::uint32_t room_number, std::uint32_t message, std::uint64_t now);
    void note(std::uint64_t& fault, std::string_view what, std::string_view text);

    const room_layout& layout_;
    chat_clients& clients_;
    conversation_plan plan_;
    std::string payload_;
    std::string frame_;
    std::size_t head_size_ = 0;
    std::vector<room> rooms_;
    std::vector<std::uint32_t> expected_; // by connection and sender: the number that comes next
    bool is_talking_ = false;
    std::uint64_t next_due_ = 0;
    std::uint32_t next_room_ = 0;
    std::uint64_t outstanding_ = 0;
    std::uint64_t delivered_ = 0;
    histogram latencies_;
    std::uint64_t out_of_order_ = 0, stray_ = 0, damaged_ = 0, closed_ = 0;
};

} // namespace ivschat::bench
