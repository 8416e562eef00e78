#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"

namespace ivschat::cli {

void add_logging(CLI::App& cli, app_settings& settings) {
    using runtime::log_format;
    using runtime::log_level;
    option_group group{cli, "Logging"};
    const std::vector<std::pair<std::string, log_level>> levels{{"debug", log_level::debug},
                                                                {"info", log_level::info},
                                                                {"warning", log_level::warning},
                                                                {"error", log_level::error},
                                                                {"off", log_level::off}};
    const std::vector<std::pair<std::string, log_format>> formats{{"text", log_format::text},
                                                                  {"json", log_format::json}};
    group
        .add("--log-level", settings.log_level,
             "Least severe messages that are logged to standard error",
             {"debug|info|warning|error|off", "info"})
        ->transform(one_of(levels));
    group.add("--log-format", settings.log_format, "Format of the log", {"text|json", "text"})
        ->transform(one_of(formats));
}

} // namespace ivschat::cli
