// Decodes a nlohmann value, which tests can build easily.
#pragma once

#include "model/decode.hpp"

#include <nlohmann/json.hpp>

namespace ivschat::model::test {

template <class Structure>
result<Structure> decode(const nlohmann::json& body) {
    const auto text = body.dump();
    return model::decode<Structure>(*read_body(text).root());
}

template <class Structure>
std::optional<std::string> unknown_member(const nlohmann::json& body) {
    const auto text = body.dump();
    return model::unknown_member<Structure>(*read_body(text).root());
}

} // namespace ivschat::model::test
