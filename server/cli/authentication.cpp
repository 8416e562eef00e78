#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"

namespace ivschat::cli {
namespace {

using http::authentication_mode;

std::string check_credentials(const std::string& text) {
    const auto colon = text.find(':');
    const bool is_pair = colon != 0 && colon != std::string::npos && colon + 1 < text.size();
    // The value is a secret, so the message does not quote it.
    return is_pair ? "" : "must be KEY:SECRET";
}

} // namespace

void add_authentication(CLI::App& cli, app_settings& settings) {
    option_group group{cli, "Authentication"};
    const std::vector<std::pair<std::string, authentication_mode>> modes{
        {"lenient", authentication_mode::lenient}, {"strict", authentication_mode::strict}};
    group
        .add("--auth", settings.authentication.mode,
             "lenient: signatures are not verified; strict: SigV4 is verified",
             {"lenient|strict", "lenient"})
        ->transform(one_of(modes));
    const auto take_credentials = [&settings](const std::vector<std::string>& pairs) {
        for (const auto& pair : pairs) {
            const auto colon = pair.find(':');
            settings.authentication.credentials.emplace_back(pair.substr(0, colon),
                                                             pair.substr(colon + 1));
        }
    };
    group
        .add<std::vector<std::string>>(
            "--credentials", take_credentials,
            "Access key and secret that --auth strict accepts; repeatable", {"KEY:SECRET"})
        ->delimiter(',')
        ->check(check_credentials);
}

} // namespace ivschat::cli
