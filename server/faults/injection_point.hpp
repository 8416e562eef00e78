// What is about to happen, described for the fault rules.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace ivschat::faults {

enum class plane : std::uint8_t {
    control,   // a call of the AWS API, before it acts
    handshake, // a WebSocket upgrade, before its token is used up
    messaging, // a request of a chat connection, before it is handled
    delivery,  // a frame of a room on its way to one connection of that room
};

inline constexpr std::size_t plane_count = 4;

class plane_set {
public:
    constexpr plane_set() = default;
    constexpr plane_set(std::initializer_list<plane> planes) {
        for (const auto each : planes) bits_ |= 1U << static_cast<unsigned>(each);
    }
    constexpr void add(plane one) { bits_ |= 1U << static_cast<unsigned>(one); }
    constexpr bool has(plane one) const { return (bits_ >> static_cast<unsigned>(one) & 1U) != 0; }
    // The only member; nothing if there are several or none.
    constexpr std::optional<plane> only() const {
        if (!std::has_single_bit(bits_)) return std::nullopt;
        return static_cast<plane>(std::countr_zero(bits_));
    }

private:
    unsigned bits_ = 0;
};

// The views must live for the call only. What is not known stays empty; a rule that names it does
// not match.
struct injection_point {
    plane where;
    std::string_view action = {};   // operation, request's Action, or frame's Type
    std::string_view room_arn = {}; // the call's or the connection's room
    std::string_view user_id = {};  // whom the call names, or who is connected
};

} // namespace ivschat::faults
