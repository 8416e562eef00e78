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
    group.add("--seed", settings.seeds, "JSON file with state to start with; repeatable", {"FILE"})
        ->delimiter(',');
    group.add_path(
        "--data-dir", settings.data_directory,
        "Directory in which state and chat logs survive; else state lives in memory only", {"DIR"});
    const auto take_quotas = [&settings](const std::string& source) {
        settings.chat.quotas = read_quotas(source);
    };
    group.add<std::string>("--quotas", take_quotas,
                           "Account quotas: AWS's numbers, none, or those of a TOML file",
                           {"aws|off|FILE", "off"});
    group.add_flag("--auto-create-rooms", settings.chat.auto_create_rooms,
                   "Make an unknown room on first use instead of refusing it");
    group
        .add("--account", settings.authentication.account,
             "Account of rooms made by callers whose access key is not an account",
             {"ACCOUNT", settings.authentication.account})
        ->check(check_account);
    group
        .add("--region", settings.authentication.region,
             "Region of rooms made by callers that do not sign",
             {"REGION", settings.authentication.region})
        ->check(check_region);
}

} // namespace ivschat::cli
