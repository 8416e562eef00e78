#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"
#include "cli/quotas_file.hpp"
#include "model/patterns.hpp"

namespace ivschat::cli {
namespace {

std::string check_account(const std::string& text) {
    return model::patterns::is_account(text) ? "" : "must be an account of 12 digits";
}

std::string check_region(const std::string& text) {
    return model::patterns::is_region(text) ? "" : "must be a region such as us-east-1";
}

chat::quotas read_quotas(const std::string& source) {
    if (source == "off") return {};
    if (source == "aws") return chat::aws_quotas();
    return load_quotas(source);
}

} // namespace

void add_state(CLI::App& cli, app_settings& settings) {
    option_group group{cli, "State"};
    group.add("--seed", settings.seeds, "JSON file with the initial state; repeatable", {"FILE"})
        ->delimiter(',');
    group.add_path("--data-dir", settings.data_directory,
                   "Directory for state and chat logs; default: state is kept in memory only",
                   {"DIR"});
    const auto take_quotas = [&settings](const std::string& source) {
        settings.chat.quotas = read_quotas(source);
    };
    group.add<std::string>("--quotas", take_quotas,
                           "Account quotas: those of AWS, none, or those of a TOML file",
                           {"aws|off|FILE", "off"});
    group.add_flag("--auto-create-rooms", settings.chat.auto_create_rooms,
                   "Create an unknown room on first use instead of refusing the request");
    group
        .add("--account", settings.authentication.account,
             "Account of callers whose access key is not an account number",
             {"ACCOUNT", settings.authentication.account})
        ->check(check_account);
    group
        .add("--region", settings.authentication.region,
             "Region of callers that do not sign their requests",
             {"REGION", settings.authentication.region})
        ->check(check_region);
}

} // namespace ivschat::cli
