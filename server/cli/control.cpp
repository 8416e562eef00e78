#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"
#include "control/origin.hpp"
#include "control/origin_guard.hpp"

#include <unistd.h>

#include <array>

namespace ivschat::cli {
namespace {

std::string check_host(const std::string& text) {
    return control::is_host_name(text) ? "" : "must be a host name without port, such as chat.test";
}

std::string check_origin(const std::string& text) {
    if (text == "*" || control::parse_origin(text)) return "";
    return "must be an origin such as http://localhost:3000, or * for any";
}

// What other containers of a network call this one.
std::optional<std::string> own_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return std::nullopt;
    return std::string{name.data()};
}

} // namespace

void add_control(CLI::App& cli, app_settings& settings) {
    option_group group{cli, "Test control, under /_ivschat/"};
    auto& guard = settings.guard;
    if (auto name = own_name()) guard.allowed_hosts.push_back(*std::move(name));
    group
        .add<std::string>(
            "--control", [&guard](const std::string& text) { guard.control_is_on = text == "on"; },
            "Whether clock, faults, journal and the rest can be used; health always answers",
            {"on|off", "on"})
        ->check(CLI::IsMember({"on", "off"}));
    group
        .add<std::size_t>("--journal",
                          [&settings](const std::size_t& entries) {
                              settings.journal = journal::ring_bounds::of(entries);
                          },
                          "Entries that the journal keeps, the latest ones; 0 turns it off",
                          {"N", "10000"})
        ->check(CLI::Range(0, 10'000'000));
    group
        .add<std::vector<std::string>>(
            "--allowed-host",
            [&guard](const std::vector<std::string>& names) {
                guard.allowed_hosts.insert(guard.allowed_hosts.end(), names.begin(), names.end());
            },
            "Name under which tests reach the server, beside localhost, addresses and names "
            "without a dot; repeatable",
            {"NAME"})
        ->check(check_host)
        ->delimiter(',');
    group
        .add<std::vector<std::string>>(
            "--cors-origin",
            [&guard](const std::vector<std::string>& origins) { guard.cors_origins = origins; },
            "Origin whose web pages may call this server; * opens the AWS API only; repeatable",
            {"ORIGIN"})
        ->check(check_origin)
        ->delimiter(',');
    group.add<std::uint64_t>(
        "--deterministic",
        [&settings](const std::uint64_t& seed) { settings.deterministic_seed = seed; },
        "Ids, tokens and request ids repeat run for run; tokens are no secret then", {"SEED"});
}

} // namespace ivschat::cli
