#include "review/handlers.hpp"

#include "text/ascii.hpp"
#include "text/percent_encoding.hpp"

#include <algorithm>
#include <array>

namespace ivschat::review {
namespace {

// arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]
struct function_arn {
    std::string_view region;
    std::string_view name;
    std::string_view qualifier; // empty if there is none
    std::string_view unqualified;
};

std::optional<function_arn> parse(std::string_view arn) {
    std::array<std::string_view, 8> parts;
    std::size_t begin = 0;
    std::size_t count = 0;
    std::size_t name_end = arn.size();
    while (count < parts.size()) {
        const auto end = std::min(arn.find(':', begin), arn.size());
        parts[count++] = arn.substr(begin, end - begin);
        if (count == 7) name_end = end;
        if (end == arn.size()) break;
        begin = end + 1;
    }
    const bool is_function = count >= 7 && parts[2] == "lambda" && parts[5] == "function";
    if (!is_function || parts[6].empty()) return std::nullopt;
    return function_arn{.region = parts[3],
                        .name = parts[6],
                        .qualifier = parts[7],
                        .unqualified = arn.substr(0, name_end)};
}

// The API model does not restrict a function's name.
std::string percent_encoded(std::string_view name) {
    std::string encoded;
    for (const char c : name) {
        if (text::is_letter_or_digit(c) || c == '-' || c == '_' || c == '$') {
            encoded += c;
        } else {
            text::append_percent_encoded(encoded, c);
        }
    }
    return encoded;
}

// By name, as SAM CLI expects it. The signature's scope has the region.
handler_address invoke_at(outbound::url endpoint, const function_arn& function) {
    if (endpoint.target.ends_with('/')) endpoint.target.pop_back();
    endpoint.target += "/2015-03-31/functions/" + percent_encoded(function.name) + "/invocations";
    if (!function.qualifier.empty()) {
        endpoint.target += "?Qualifier=" + percent_encoded(function.qualifier);
    }
    return {.where = std::move(endpoint),
            .invoke = outbound::signing_scope{.region = std::string{function.region},
                                              .service = "lambda"}};
}

} // namespace

std::optional<handler_address> find_handler(const handler_settings& settings,
                                            std::string_view handler_uri) {
    const auto function = parse(handler_uri);
    if (!function) return std::nullopt;
    const auto qualified = function->qualifier.empty() ? std::string{}
                                                       : std::string{function->name} + ":" +
                                                             std::string{function->qualifier};
    // The most specific name first.
    for (const auto name :
         {handler_uri, std::string_view{qualified}, function->unqualified, function->name}) {
        const auto found = settings.handlers.find(name);
        if (found == settings.handlers.end()) continue;
        if (found->second.target != "/") return handler_address{.where = found->second};
        return invoke_at(found->second, *function);
    }
    if (!settings.lambda_endpoint) return std::nullopt;
    return invoke_at(*settings.lambda_endpoint, *function);
}

} // namespace ivschat::review
