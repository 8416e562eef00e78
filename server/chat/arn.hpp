// Amazon Resource Names, as far as chat needs them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat {

// arn:aws:ivschat:REGION:ACCOUNT:TYPE/ID. The views are into the parsed text.
struct arn_parts {
    std::string_view region;
    std::string_view account;
    std::string_view type;
    std::string_view id;
};

// Not set if `arn` does not have that form. The parts are not checked: model/ does that.
std::optional<arn_parts> parse_arn(std::string_view arn);

std::string make_arn(const arn_parts& parts);

// Whether `name` is the ARN itself or the id at its end.
bool is_named_by(std::string_view arn, std::string_view name);

} // namespace ivschat::chat
