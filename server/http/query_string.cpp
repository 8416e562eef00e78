#include "http/query_string.hpp"

#include "http/percent_encoding.hpp"

#include <algorithm>

namespace ivschat::http {

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!query.empty()) {
        const auto parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), parameter.size() + 1));
        const auto equals = std::min(parameter.find('='), parameter.size());
        const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
        parameters.emplace_back(percent_decode(parameter.substr(0, equals), plus_sign::is_space),
                                percent_decode(value, plus_sign::is_space));
    }
    return parameters;
}

} // namespace ivschat::http
