// The basic types of chat. Everything under chat/ is pure: time and randomness are passed in; there
// are no sockets, no JSON and no cryptography.
#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <span>
#include <stdexcept>
#include <string>

namespace ivschat::chat {

using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using attribute_map = std::map<std::string, std::string>;
using tag_map = std::map<std::string, std::string>;
using token_id = std::array<std::byte, 16>;

// Fills the span with random bytes.
using random_fill = std::function<void(std::span<std::byte>)>;

// Never reused while the process lives.
enum class session_id : std::uint64_t {};

// What a token permits beside receiving messages.
enum class capability : std::uint8_t { send_message = 1, disconnect_user = 2, delete_message = 4 };

class capability_set {
public:
    constexpr capability_set() = default;
    constexpr capability_set(std::initializer_list<capability> capabilities) {
        for (const auto each : capabilities) add(each);
    }
    static constexpr capability_set from_bits(std::uint8_t bits) {
        capability_set set;
        set.bits_ = bits;
        return set;
    }
    constexpr void add(capability one) { bits_ |= static_cast<std::uint8_t>(one); }
    constexpr bool has(capability one) const {
        return (bits_ & static_cast<std::uint8_t>(one)) != 0;
    }
    constexpr std::uint8_t bits() const { return bits_; }

    bool operator==(const capability_set&) const = default;

private:
    std::uint8_t bits_ = 0;
};

// Why a command was refused. The fronts translate it to AWS's errors: of HTTP, of ERROR frames and
// of refused handshakes.
enum class refusal : std::uint8_t {
    room_not_found,
    logging_configuration_not_found,
    logging_configuration_in_use,
    too_many_tags,
    too_many_rooms,
    too_many_logging_configurations,
    too_many_connections,
    operation_rate_exceeded,
    token_used,
    token_expired,
    no_such_session,
    capability_missing,
    connection_rate_exceeded,
    room_rate_exceeded,
    account_rate_exceeded,
    content_empty,
    content_too_long,
    attributes_too_large,
    bad_message_id,
    bad_user_id,
    reason_too_long,
    review_denied, // `resource` is the handler's reason, if any
};

struct refused {
    refusal why = {};
    std::string resource = {}; // set if it is not the one that the request names
    std::uint32_t limit = 0;   // of a rate or a quota

    refused() = default; // result<T> wants it
    // Implicit: most refusals need no more than the reason.
    refused(refusal reason) : why{reason} {}
    refused(refusal reason, std::string about) : why{reason}, resource{std::move(about)} {}
    refused(refusal reason, std::string about, std::uint32_t exceeded)
        : why{reason}, resource{std::move(about)}, limit{exceeded} {}

    friend bool operator==(const refused& a, refusal b) { return a.why == b; }
};

template <class T>
using outcome = boost::system::result<T, refused>;

// Called only by `value()` on a refused outcome, which is a bug.
[[noreturn]] inline void throw_exception_from_error(const refused& error,
                                                    const boost::source_location&) {
    throw std::logic_error{"an unchecked outcome held refusal " +
                           std::to_string(static_cast<int>(error.why))};
}

} // namespace ivschat::chat
