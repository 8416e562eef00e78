// What a fault rule can bring about. Each effect says on which planes it makes sense.
#pragma once

#include "faults/site.hpp"
#include "model/api_error.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace ivschat::faults {

// The operation does not happen; its caller gets this error. An empty message: AWS's words, or what
// comes closest.
struct error_reply {
    static constexpr plane_set planes{plane::control};

    model::error_kind kind;
    std::string message = {};
};

// The request is not handled; its sender gets an ERROR frame with its request id.
struct error_frame {
    static constexpr plane_set planes{plane::messaging};

    int code = 500;
    std::string message = {};
};

// The handshake is answered by a plain HTTP reply; its token stays unused.
struct handshake_refusal {
    static constexpr plane_set planes{plane::handshake};

    unsigned status = 403;
    std::string message = {};
};

// Too many requests, in the plane's own words. A decision never holds it: it says error_reply,
// error_frame or handshake_refusal instead.
struct throttle {
    static constexpr plane_set planes{plane::control, plane::handshake, plane::messaging};
};

// The connection ends with a close frame: a handshake completes first; a request or a frame that
// was under way is lost.
struct closure {
    static constexpr plane_set planes{plane::handshake, plane::messaging, plane::delivery};

    std::uint16_t code = 1011;
    std::string reason = {}; // at most 123 bytes
};

// The TCP connection ends with nothing said: no reply, no close frame. What was under way does not
// happen.
struct drop {
    static constexpr plane_set planes{plane::control, plane::handshake, plane::messaging,
                                      plane::delivery};
};

// The frame goes to its connection once more for each copy, in a row, with the same id.
struct duplicate {
    static constexpr plane_set planes{plane::delivery};

    unsigned copies = 1;
};

// The frame is held back and follows the next frame of the room to that connection; see
// reorder_slot.
struct reorder {
    static constexpr plane_set planes{plane::delivery};

    std::chrono::nanoseconds release_after = std::chrono::seconds{1};
};

// Nothing is read from the connection (on the delivery plane: nothing is written to it), not even
// pings, until `duration` of real time is over or the rules change. Then all goes on where it
// stood.
struct stall {
    static constexpr plane_set planes{plane::control, plane::handshake, plane::messaging,
                                      plane::delivery};

    std::optional<std::chrono::nanoseconds> duration = {}; // none: until the rules change
};

using effect = std::variant<error_reply, error_frame, handshake_refusal, throttle, closure, drop,
                            duplicate, reorder, stall>;

inline plane_set planes_of(const effect& what) {
    return std::visit([](const auto& each) { return each.planes; }, what);
}

} // namespace ivschat::faults
