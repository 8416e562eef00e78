#include "chat/arn.hpp"

namespace ivschat::chat {
namespace {

constexpr std::string_view prefix = "arn:aws:ivschat:";

// The text before `end`. Both are removed from `rest`.
std::optional<std::string_view> take_until(std::string_view& rest, char end) {
    const auto at = rest.find(end);
    if (at == std::string_view::npos) return std::nullopt;
    const auto part = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    return part;
}

} // namespace

std::optional<arn_parts> parse_arn(std::string_view arn) {
    if (!arn.starts_with(prefix)) return std::nullopt;
    auto rest = arn.substr(prefix.size());
    const auto region = take_until(rest, ':');
    if (!region) return std::nullopt;
    const auto account = take_until(rest, ':');
    if (!account) return std::nullopt;
    const auto type = take_until(rest, '/');
    if (!type || rest.empty()) return std::nullopt;
    return arn_parts{.region = *region, .account = *account, .type = *type, .id = rest};
}

std::string make_arn(const arn_parts& parts) {
    std::string arn{prefix};
    arn.append(parts.region).append(":").append(parts.account).append(":");
    arn.append(parts.type).append("/").append(parts.id);
    return arn;
}

bool is_named_by(std::string_view arn, std::string_view name) {
    if (arn == name) return true;
    return arn.size() > name.size() && arn.ends_with(name) &&
           arn[arn.size() - name.size() - 1] == '/';
}

} // namespace ivschat::chat
