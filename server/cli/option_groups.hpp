// The groups of options, in the order of --help. Each function adds flags that write into
// `settings`, which must outlive the parsing.
#pragma once

#include "app/settings.hpp"

namespace CLI {
class App;
}

namespace ivschat::cli {

void add_serving(CLI::App& cli, app_settings& settings);
void add_state(CLI::App& cli, app_settings& settings);
void add_authentication(CLI::App& cli, app_settings& settings);
void add_tokens(CLI::App& cli, app_settings& settings);
void add_reviews(CLI::App& cli, app_settings& settings);
void add_control(CLI::App& cli, app_settings& settings);
void add_chat_logs(CLI::App& cli, app_settings& settings);
void add_logging(CLI::App& cli, app_settings& settings);

} // namespace ivschat::cli
