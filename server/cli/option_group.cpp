#include "cli/option_group.hpp"

#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::cli {
namespace {

std::string variable_of(const std::string& flag) {
    auto name = "IVSCHAT_" + flag.substr(std::string_view{"--"}.size());
    std::ranges::transform(name, name.begin(), [](char each) {
        if (each == '-') return '_';
        return text::is_lower(each) ? static_cast<char>(each - 'a' + 'A') : each;
    });
    return name;
}

} // namespace

CLI::Option* option_group::add_flag(const std::string& flag, bool& into, const std::string& what) {
    return parameter(cli_.add_flag(flag, into, what), flag, {});
}

CLI::Option* option_group::add_path(const std::string& flag,
                                    std::optional<std::filesystem::path>& into,
                                    const std::string& what, const help_text& as) {
    const auto take = [&into](const std::string& path) {
        if (!path.empty()) into = path;
    };
    return add<std::string>(flag, take, what, as);
}

CLI::Option* option_group::add_duration(const std::string& flag, std::chrono::milliseconds& into,
                                        duration_range allowed, const std::string& what,
                                        const help_text& as) {
    const auto take = [&into](const std::int64_t& count) {
        into = std::chrono::milliseconds{count};
    };
    return add<std::int64_t>(flag, take, what, as)->transform(duration(allowed));
}

CLI::Option* option_group::parameter(CLI::Option* option, const std::string& flag,
                                     const help_text& as) const {
    const auto variable = variable_of(flag);
    std::string text = as.value;
    if (!as.otherwise.empty()) text.append(text.empty() ? "" : " ").append("= " + as.otherwise);
    text.append(text.empty() ? "" : " ").append("(" + variable + ")");
    return option->envname(variable)->group(name_)->option_text(text);
}

} // namespace ivschat::cli
