#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"
#include "control/origin_guard.hpp"
#include "http/origin.hpp"

#include <unistd.h>

#include <array>

namespace ivschat::cli {
namespace {

std::string check_host(const std::string& text) {
    return control::is_host_name(text) ? "" : "must be a host name without port, such as chat.test";
}

std::string check_origin(const std::string& text) {
    if (text == "*" || http::parse_origin(text)) return "";
    return "must be an origin such as http://localhost:3000, or * for any";
}

// Other containers of a network reach this one by it.
std::optional<std::string> machine_host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return std::nullopt;
    return std::string{name.data()};
}

} // namespace

void add_control(CLI::App& cli, app_settings& settings) {
    option_group group{cli, "Test control, under /_ivschat/"};
    auto& control = settings.control;
    if (auto name = machine_host_name()) control.allowed_hosts.push_back(*std::move(name));
    group
        .add<std::string>(
            "--control", [&control](const std::string& text) { control.is_on = text == "on"; },
            "Whether the test-control API is served; health always is", {"on|off", "on"})
        ->check(CLI::IsMember({"on", "off"}));
    group
        .add<std::size_t>("--journal",
                          [&settings](const std::size_t& entries) {
                              settings.journal = journal::ring_bounds::of(entries);
                          },
                          "Number of latest entries that the journal keeps; 0 turns it off",
                          {"N", "10000"})
        ->check(CLI::Range(0, 10'000'000));
    group
        .add<std::vector<std::string>>(
            "--allowed-host",
            [&control](const std::vector<std::string>& names) {
                control.allowed_hosts.insert(control.allowed_hosts.end(), names.begin(),
                                             names.end());
            },
            "Host name under which tests reach the server, besides localhost, addresses and names "
            "without a dot; repeatable",
            {"NAME"})
        ->check(check_host)
        ->delimiter(',');
    group
        .add<std::vector<std::string>>(
            "--cors-origin",
            [&settings](const std::vector<std::string>& origins) {
                settings.cors_origins = origins;
            },
            "Origin whose web pages may call the server; * is for the AWS API only; repeatable",
            {"ORIGIN"})
        ->check(check_origin)
        ->delimiter(',');
    group.add<std::uint64_t>(
        "--deterministic",
        [&settings](const std::uint64_t& seed) { settings.deterministic_seed = seed; },
        "Make ids, tokens and request ids the same in every run; tokens are then not secret",
        {"SEED"});
}

} // namespace ivschat::cli
