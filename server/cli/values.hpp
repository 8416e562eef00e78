// Validators of option values.
#pragma once

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ivschat::cli {

struct host_and_port {
    std::string host; // IPv6 without its brackets
    std::uint16_t port;
};

// "127.0.0.1:8420", "[::1]:8420"
std::optional<host_and_port> read_host_and_port(const std::string& text);

// Empty if the text is a URL that the HTTP client can use, otherwise what it must be.
std::string check_url(const std::string& text);

// Inclusive.
struct duration_range {
    std::chrono::milliseconds shortest;
    std::chrono::milliseconds longest;
};

// "200ms", "90s", "60m", "3h". Transforms the text into a number of milliseconds.
CLI::Validator duration(duration_range allowed);

// Transforms a name into the number of its value. The error messages of CLI11's own transformer
// list the numbers.
template <class Enum>
CLI::Validator one_of(std::vector<std::pair<std::string, Enum>> names) {
    return {[names = std::move(names)](std::string& text) {
                std::string known;
                for (const auto& [name, value] : names) {
                    if (name == text) {
                        text = std::to_string(static_cast<int>(value));
                        return std::string{};
                    }
                    known.append(known.empty() ? "" : ", ").append(name);
                }
                return "must be one of " + known + ", but is '" + text + "'";
            },
            ""};
}

} // namespace ivschat::cli
