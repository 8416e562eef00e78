// Lives on one shard. Takes what a client sends apart into messages and control frames (RFC 6455, 5
// and 7). No I/O, and between messages no memory: an idle connection holds no buffer.
#pragma once

#include "websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ivschat::websocket {

struct incoming {
    enum class kind : std::uint8_t {
        text, // well-formed UTF-8
        binary,
        ping,
        pong,
        close,     // `payload` is the reason
        violation, // nothing can follow; `code` is what to close with
    };
    kind what;
    std::string_view payload = {}; // good until the next call
    std::uint16_t code = 0;        // of a close frame: wire::close_code::none if it gives none
};

class frame_parser {
public:
    // `largest_message` in bytes, of one frame or of all fragments together.
    explicit frame_parser(std::size_t largest_message) : largest_message_{largest_message} {}

    // `bytes` are unmasked where they are, and must stay until `next` has returned nothing.
    void feed(std::span<char> bytes);

    // Nothing if no whole frame is left; an incomplete one is kept until more comes.
    std::optional<incoming> next();

    // Keeps what has not been looked at, so that what was fed need not stay. `next` goes on with it
    // after another `feed`, which may be empty.
    void suspend() {
        if (!is_kept_) keep_rest();
    }

private:
    struct head {
        bool is_final;
        opcode kind;
        std::size_t size; // of the head itself
        std::uint64_t length;
    };

    std::optional<head> read_head(std::uint16_t& violated) const;
    std::uint16_t check(const head& next) const;
    std::optional<incoming> take(const head& next, std::string_view payload);
    incoming take_message(bool is_text, std::string_view payload);
    incoming take_close(std::string_view payload);
    incoming violate(std::uint16_t code);
    void keep_rest();

    std::size_t largest_message_;
    std::span<char> rest_;       // what has not been looked at: of what was fed, or of kept_
    std::string kept_;           // what has not been looked at, while nothing is fed
    std::string message_;        // the fragments so far
    bool is_handed_out_ = false; // message_ was
    bool is_fragmented_ = false; // a message has begun and not ended
    bool is_text_ = false;       // that message
    bool is_violated_ = false;
    bool is_kept_ = true; // the rest of what was fed
};

} // namespace ivschat::websocket
