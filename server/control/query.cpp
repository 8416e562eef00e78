#include "control/query.hpp"

#include "http/query_string.hpp"
#include "text/unicode.hpp"

#include <algorithm>

namespace ivschat::control {

model::api_error invalid_query(std::string message) {
    return model::api_error::plain(model::errors::validation, std::move(message));
}

// A repeated name is an error, since it is unclear which value should count.
model::result<parameters> split_query(std::string_view query) {
    parameters found;
    for (const auto& [raw_name, raw_value] : http::parse_query(query)) {
        auto name = text::to_utf8(raw_name);
        auto value = text::to_utf8(raw_value);
        if (value.empty()) continue;
        const auto [at, is_new] = found.emplace(std::move(name), std::move(value));
        if (!is_new) return invalid_query("The query has " + at->first + " twice; give it once.");
    }
    return found;
}

model::result<parameters> read_parameters(std::string_view query,
                                          std::initializer_list<std::string_view> known) {
    auto found = split_query(query);
    if (!found) return found;
    for (const auto& [name, value] : *found) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string names;
        for (const auto each : known) names.append(names.empty() ? "" : ", ").append(each);
        return invalid_query("The query has " + name + ", which is unknown; known are " + names +
                             ".");
    }
    return found;
}

} // namespace ivschat::control
