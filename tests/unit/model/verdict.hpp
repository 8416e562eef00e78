// The result of decoding a body in one line, for comparisons in tests.
#pragma once

#include "decode_json.hpp"

#include <string>

namespace ivschat::model::test {

// "good", "malformed" (SerializationException), or the paths of the failed members.
template <class Structure>
std::string verdict(const nlohmann::json& body) {
    const auto decoded = decode<Structure>(body);
    if (decoded) return "good";
    const auto& error = decoded.error();
    if (error.kind.name == "SerializationException") return "malformed";
    std::string paths;
    for (const auto& field : error.fields) {
        if (!paths.empty()) paths += ", ";
        paths += field.name;
    }
    return paths;
}

// `count` code points of two bytes each, to catch functions that count bytes.
inline std::string accents(std::size_t count) {
    std::string text;
    while (count-- > 0) text += "\xc3\xa9";
    return text;
}

inline const std::string room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";

} // namespace ivschat::model::test
