#include "chat/identifier.hpp"

#include <string_view>

namespace ivschat::chat {

std::string random_identifier(const random_fill& random) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::size_t length = 12;
    constexpr unsigned even = 256 / alphabet.size() * alphabet.size();
    std::string id;
    std::array<std::byte, 16> drawn{};
    while (id.size() < length) {
        random(drawn);
        for (const auto byte : drawn) {
            const auto value = std::to_integer<unsigned>(byte);
            if (value < even && id.size() < length) id += alphabet[value % alphabet.size()];
        }
    }
    return id;
}

} // namespace ivschat::chat
