#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"

namespace ivschat::cli {

void add_tokens(CLI::App& cli, app_settings& settings) {
    using text::timestamp_format;
    using namespace std::chrono_literals;
    option_group group{cli, "Tokens"};
    const std::vector<std::pair<std::string, timestamp_format>> formats{
        {"iso8601", timestamp_format::iso8601}, {"epoch", timestamp_format::epoch}};
    group.add_path("--token-key-file", settings.token_key_file,
                   "Key that seals tokens, created if absent; default: a new key at each start",
                   {"FILE"});
    constexpr duration_range up_to_a_session{1ms, 180min};
    group.add_duration(
        "--token-validity", settings.operations.token_validity, up_to_a_session,
        "How long a token can open a connection; never longer than its session lasts",
        {"TIME", "60m"});
    group
        .add("--timestamps", settings.operations.timestamps,
             "epoch: timestamps as JSON numbers, for clients that expect these",
             {"iso8601|epoch", "iso8601"})
        ->transform(one_of(formats));
}

} // namespace ivschat::cli
