// What a fault rule can bring about. Each effect lists the planes on which it makes sense.
#pragma once

#include "faults/injection_point.hpp"
#include "model/api_error.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace ivschat::faults {

// The operation does not happen; its caller gets this error. If the message is empty, the client
// gets the one that AWS sends, or ours where AWS's is not known.
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

// Too many requests, reported as the plane reports them. Rules only: a decision has error_reply,
// error_frame or handshake_refusal instead.
struct throttle {
    static constexpr plane_set planes{plane::control, plane::handshake, plane::messaging};
};

// The connection ends with a close frame. A handshake completes first; a request or a frame is
// lost.
struct closure {
    static constexpr plane_set planes{plane::handshake, plane::messaging, plane::delivery};

    std::uint16_t code = 1011;
    std::string reason = {}; // at most wire::max_close_reason_bytes
};

// The TCP connection is reset: no reply, no close frame. The call, handshake, request or frame does
// not happen.
struct drop {
    static constexpr plane_set planes{plane::control, plane::handshake, plane::messaging,
                                      plane::delivery};
};

// The connection gets the frame once more for each copy, all in a row and with the same id.
struct duplicate {
    static constexpr plane_set planes{plane::delivery};

    unsigned copies = 1;
};

// The frame is held back and follows the room's next frame to that connection; see reorder_slot.
struct reorder {
    static constexpr plane_set planes{plane::delivery};

    std::chrono::nanoseconds release_after = std::chrono::seconds{1};
};

// Nothing is read from the connection, not even pings; on the delivery plane, nothing is written to
// it. It ends after `duration` of real time or when the rules change, and nothing is lost.
struct stall {
    static constexpr plane_set planes{plane::control, plane::handshake, plane::messaging,
                                      plane::delivery};

    std::optional<std::chrono::nanoseconds> duration = {}; // not set: until the rules change
};

using effect = std::variant<error_reply, error_frame, handshake_refusal, throttle, closure, drop,
                            duplicate, reorder, stall>;

inline plane_set planes_of(const effect& what) {
    return std::visit([](const auto& each) { return each.planes; }, what);
}

} // namespace ivschat::faults
