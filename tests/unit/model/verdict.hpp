// What decoding says of a body, in one line that a test can compare.
#pragma once

#include "decode_json.hpp"

#include <string>

namespace ivschat::model::test {

// "good", "malformed" (SerializationException), or the paths of the members that failed.
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

// So many times, of two bytes each: what counts bytes instead of code points fails.
inline std::string accents(std::size_t count) {
    std::string text;
    while (count-- > 0) text += "\xc3\xa9";
    return text;
}

inline const std::string room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";

} // namespace ivschat::model::test
