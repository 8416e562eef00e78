// Compares the API model with the compiled tables, fact by fact and in both directions.
#pragma once

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::test {

// Values are JSON. An empty one means that the fact, or the row, is absent.
struct difference {
    std::string row;  // "shape RoomName"
    std::string fact; // "max"; empty: the whole row
    std::string model;
    std::string here;

    std::string text() const; // "shape RoomName: max is 128 in the model, 127 here"
};

// A deliberate difference. It must be exactly this one.
struct deviation {
    std::string_view row;
    std::string_view fact;
    std::string_view model;
    std::string_view here;
    std::string_view reason;
};

// Both have the form of fixtures/api.
std::vector<difference> compare(const nlohmann::json& model, const nlohmann::json& here);

// One line for each difference that is not deliberate, and for each deviation that no longer
// exists.
std::vector<std::string> drift(const nlohmann::json& model, const nlohmann::json& here,
                               std::span<const deviation> deviations);

} // namespace ivschat::test
