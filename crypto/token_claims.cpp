// The encoding of claims: fixed fields in little-endian order, and texts and counts with LEB128
// lengths. Each set of claims has exactly one encoding.
#include "crypto/token_claims.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace ivschat::crypto {

namespace {

class writer {
public:
    void length(std::size_t value) {
        while (value >= 0x80) {
            bytes_.push_back(static_cast<std::byte>((value & 0x7f) | 0x80));
            value >>= 7;
        }
        bytes_.push_back(static_cast<std::byte>(value));
    }
    void text(std::string_view value) {
        length(value.size());
        raw(std::as_bytes(std::span(value)));
    }
    void raw(std::span<const std::byte> value) {
        bytes_.insert(bytes_.end(), value.begin(), value.end());
    }
    template <class Integer>
    void fixed(Integer value) {
        for (std::size_t i = 0; i < sizeof(value); ++i)
            bytes_.push_back(static_cast<std::byte>(value >> (8 * i) & 0xff));
    }
    void time(token_claims::time value) { fixed(value.time_since_epoch().count()); }

    std::vector<std::byte> take() { return std::move(bytes_); }
    void reserve(std::size_t size) { bytes_.reserve(size); }

private:
    std::vector<std::byte> bytes_;
};

// After an error, all values are empty and `is_valid` stays false.
class reader {
public:
    explicit reader(std::span<const std::byte> bytes) : rest_(bytes) {}

    bool is_valid() const { return is_valid_; }
    bool at_end() const { return is_valid_ && rest_.empty(); }
    void fail() { is_valid_ = false; }

    std::span<const std::byte> raw(std::size_t size) {
        if (!is_valid_ || size > rest_.size()) {
            fail();
            return {};
        }
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    template <class Integer>
    Integer fixed() {
        std::make_unsigned_t<Integer> value = 0;
        std::size_t shift = 0;
        for (const auto byte : raw(sizeof(Integer))) {
            value = static_cast<decltype(value)>(value | std::to_integer<decltype(value)>(byte)
                                                             << shift);
            shift += 8;
        }
        return static_cast<Integer>(value);
    }
    std::size_t length() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 35; shift += 7) {
            const auto part = fixed<std::uint8_t>();
            value |= (std::uint64_t{part} & 0x7f) << shift;
            if ((part & 0x80) != 0) continue;
            // A last part of zero is redundant: the encoding would not be unique.
            if (part == 0 && shift != 0) fail();
            return static_cast<std::size_t>(value);
        }
        fail();
        return 0;
    }
    std::string text() {
        const auto bytes = raw(length());
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    token_claims::time time() {
        return token_claims::time(std::chrono::milliseconds(fixed<std::int64_t>()));
    }

private:
    std::span<const std::byte> rest_;
    bool is_valid_ = true;
};

void read_attributes(reader& in, std::map<std::string, std::string>& attributes) {
    for (auto left = in.length(); left > 0 && in.is_valid(); --left) {
        auto name = in.text();
        auto value = in.text();
        // Names must be strictly ascending: sorted, without duplicates.
        if (!attributes.empty() && attributes.rbegin()->first >= name) in.fail();
        attributes.emplace_hint(attributes.end(), std::move(name), std::move(value));
    }
}

} // namespace

std::vector<std::byte> encode_claims(const token_claims& claims) {
    writer out;
    out.reserve(64 + claims.room_arn.size() + claims.user_id.size() +
                64 * claims.attributes.size());
    out.raw(claims.token_id);
    out.time(claims.issued_at);
    out.time(claims.expires_at);
    out.time(claims.session_expires_at);
    out.fixed(claims.capabilities);
    out.text(claims.room_arn);
    out.text(claims.user_id);
    out.length(claims.attributes.size());
    for (const auto& [name, value] : claims.attributes) {
        out.text(name);
        out.text(value);
    }
    return out.take();
}

std::optional<token_claims> decode_claims(std::span<const std::byte> bytes) {
    reader in(bytes);
    token_claims claims;
    std::ranges::copy(in.raw(claims.token_id.size()), claims.token_id.begin());
    claims.issued_at = in.time();
    claims.expires_at = in.time();
    claims.session_expires_at = in.time();
    claims.capabilities = in.fixed<std::uint8_t>();
    claims.room_arn = in.text();
    claims.user_id = in.text();
    read_attributes(in, claims.attributes);
    if (!in.at_end()) return std::nullopt;
    return claims;
}

} // namespace ivschat::crypto
