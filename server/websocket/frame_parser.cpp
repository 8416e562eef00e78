#include "websocket/frame_parser.hpp"

#include "text/unicode.hpp"

#include <cstring>

namespace ivschat::websocket {
namespace {

constexpr std::size_t mask_size = 4;
constexpr std::size_t largest_control_payload = 125; // RFC 6455, 5.5

bool is_control(opcode kind) { return (static_cast<unsigned>(kind) & 8U) != 0; }

bool is_known(opcode kind) {
    using enum opcode;
    return kind == continuation || kind == text || kind == binary || kind == close ||
           kind == ping || kind == pong;
}

// Eight bytes at a time: a byte at a time, this would cost more than the rest of the parser.
void unmask(std::span<char> payload, const char* mask) {
    std::uint64_t wide_mask = 0;
    std::memcpy(&wide_mask, mask, mask_size);
    std::memcpy(reinterpret_cast<char*>(&wide_mask) + mask_size, mask, mask_size);
    std::size_t at = 0;
    for (; at + sizeof(wide_mask) <= payload.size(); at += sizeof(wide_mask)) {
        std::uint64_t word = 0;
        std::memcpy(&word, payload.data() + at, sizeof(word));
        word ^= wide_mask;
        std::memcpy(payload.data() + at, &word, sizeof(word));
    }
    for (; at < payload.size(); ++at) {
        payload[at] = static_cast<char>(payload[at] ^ mask[at % mask_size]);
    }
}

} // namespace

void frame_parser::feed(std::span<char> bytes) {
    is_kept_ = false;
    if (kept_.empty()) {
        rest_ = bytes;
    } else {
        kept_.append(bytes.data(), bytes.size());
        rest_ = kept_;
    }
}

std::optional<incoming> frame_parser::next() {
    if (is_handed_out_) {
        std::string{}.swap(message_);
        is_handed_out_ = false;
    }
    while (!is_violated_) {
        std::uint16_t violated = 0;
        const auto next_head = read_head(violated);
        if (next_head && violated == 0) violated = check(*next_head);
        if (violated != 0) return violate(violated);
        if (!next_head || rest_.size() - next_head->size < next_head->length) break;
        const auto payload =
            rest_.subspan(next_head->size, static_cast<std::size_t>(next_head->length));
        unmask(payload, rest_.data() + next_head->size - mask_size);
        rest_ = rest_.subspan(next_head->size + payload.size());
        if (auto found = take(*next_head, {payload.data(), payload.size()})) return found;
    }
    keep_rest();
    return std::nullopt;
}

// Nothing if more must come before it can be read.
std::optional<frame_parser::head> frame_parser::read_head(std::uint16_t& violated) const {
    constexpr std::size_t shortest = 2;
    if (rest_.size() < shortest) return std::nullopt;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(rest_[i]); };
    const bool has_reserved_bits = (at(0) & 0x70U) != 0; // compression would use one
    const bool is_masked = (at(1) & 0x80U) != 0;
    if (has_reserved_bits || !is_masked) {
        violated = wire::close_code::protocol_error;
        return std::nullopt;
    }
    head found{.is_final = (at(0) & 0x80U) != 0,
               .kind = static_cast<opcode>(at(0) & 0x0FU),
               .size = shortest,
               .length = at(1) & 0x7FU};
    const std::size_t width = found.length == 127 ? 8 : found.length == 126 ? 2 : 0;
    found.size += width + mask_size;
    if (rest_.size() < found.size) return std::nullopt;
    if (width > 0) {
        found.length = 0;
        for (std::size_t i = 0; i < width; ++i) found.length = found.length << 8U | at(2 + i);
        const std::uint64_t least = width == 8 ? 0x10000 : 126; // "the minimal number of bytes"
        if (found.length < least) violated = wire::close_code::protocol_error;
    }
    return found;
}

// What to close with; 0: nothing is wrong.
std::uint16_t frame_parser::check(const head& next) const {
    if (!is_known(next.kind)) return wire::close_code::protocol_error;
    if (is_control(next.kind)) {
        const bool is_legal = next.is_final && next.length <= largest_control_payload;
        return is_legal ? std::uint16_t{0} : wire::close_code::protocol_error;
    }
    const bool goes_on = next.kind == opcode::continuation;
    if (goes_on != is_fragmented_) return wire::close_code::protocol_error;
    const auto before = goes_on ? message_.size() : 0;
    return next.length > largest_message_ - before ? wire::close_code::too_big : std::uint16_t{0};
}

// Nothing if the message goes on.
std::optional<incoming> frame_parser::take(const head& next, std::string_view payload) {
    using enum incoming::kind;
    switch (next.kind) {
    case opcode::close:
        return take_close(payload);
    case opcode::ping:
        return incoming{.what = ping, .payload = payload};
    case opcode::pong:
        return incoming{.what = pong, .payload = payload};
    default:
        break;
    }
    if (next.kind != opcode::continuation) is_text_ = next.kind == opcode::text;
    if (next.is_final && !is_fragmented_) return take_message(is_text_, payload);
    message_ += payload;
    is_fragmented_ = !next.is_final;
    if (is_fragmented_) return std::nullopt;
    is_handed_out_ = true;
    return take_message(is_text_, message_);
}

incoming frame_parser::take_message(bool is_text, std::string_view payload) {
    if (!is_text) return {.what = incoming::kind::binary, .payload = payload};
    if (!text::is_utf8(payload)) return violate(wire::close_code::bad_payload);
    return {.what = incoming::kind::text, .payload = payload};
}

incoming frame_parser::take_close(std::string_view payload) {
    if (payload.empty()) return {.what = incoming::kind::close, .code = wire::close_code::none};
    if (payload.size() < sizeof(std::uint16_t)) return violate(wire::close_code::protocol_error);
    const auto code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8U |
                                                 static_cast<unsigned char>(payload[1]));
    if (!wire::is_sendable_close_code(code)) return violate(wire::close_code::protocol_error);
    const auto reason = payload.substr(sizeof(code));
    if (!text::is_utf8(reason)) return violate(wire::close_code::bad_payload);
    return {.what = incoming::kind::close, .payload = reason, .code = code};
}

incoming frame_parser::violate(std::uint16_t code) {
    is_violated_ = true;
    return {.what = incoming::kind::violation, .code = code};
}

void frame_parser::keep_rest() {
    is_kept_ = true;
    if (rest_.empty() || is_violated_) {
        std::string{}.swap(kept_);
    } else if (kept_.empty()) {
        kept_.assign(rest_.data(), rest_.size());
    } else {
        kept_.erase(0, kept_.size() - rest_.size());
    }
    rest_ = {};
}

} // namespace ivschat::websocket
