#include "cli/values.hpp"

#include "outbound/url.hpp"

#include <charconv>

namespace ivschat::cli {
namespace {

struct unit {
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr unit units[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}};

// Not in hours, since AWS writes the length of a session as 180 minutes.
std::string to_text(std::chrono::milliseconds length) {
    for (const auto& each : units) {
        const bool is_whole = length.count() % each.milliseconds == 0;
        if (each.name != "h" && is_whole) {
            return std::to_string(length.count() / each.milliseconds).append(each.name);
        }
    }
    return {};
}

std::optional<std::int64_t> read_milliseconds(std::string_view text, std::int64_t longest) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{}) return std::nullopt;
    const auto name = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& each : units) {
        if (each.name != name) continue;
        if (number < 0 || number > longest / each.milliseconds) return std::nullopt;
        return number * each.milliseconds;
    }
    return std::nullopt;
}

} // namespace

std::string check_url(const std::string& text) {
    const auto read = outbound::parse_url(text);
    return read ? "" : "must be a URL: " + read.error();
}

std::optional<host_and_port> read_host_and_port(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == 0 || colon == std::string::npos) return std::nullopt;
    const char* const end = text.data() + text.size();
    host_and_port read{.host = text.substr(0, colon), .port = 0};
    const auto [stop, failed] = std::from_chars(text.data() + colon + 1, end, read.port);
    if (failed != std::errc{} || stop != end) return std::nullopt;
    if (read.host.starts_with('[') && read.host.ends_with(']')) {
        read.host = read.host.substr(1, read.host.size() - 2);
    }
    return read;
}

CLI::Validator duration(duration_range allowed) {
    return {[allowed](std::string& text) -> std::string {
                const auto read = read_milliseconds(text, allowed.longest.count());
                if (!read || *read < allowed.shortest.count()) {
                    return "must be a time from " + to_text(allowed.shortest) + " to " +
                           to_text(allowed.longest) + ", in ms, s, m or h, but is '" + text + "'";
                }
                text = std::to_string(*read);
                return {};
            },
            ""};
}

} // namespace ivschat::cli
