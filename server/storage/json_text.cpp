#include "storage/json_text.hpp"

#include <nlohmann/json.hpp>

namespace ivschat::storage {
namespace {

template <class Value>
Value parse(std::string_view json_text) {
    try {
        return nlohmann::json::parse(json_text).get<Value>();
    } catch (const nlohmann::json::exception& error) {
        throw json_text_error{error.what()};
    }
}

} // namespace

std::string to_json_text(const chat::tag_map& tags) {
    return tags.empty() ? "{}" : nlohmann::json(tags).dump();
}

std::string to_json_text(const std::vector<std::string>& list) {
    return list.empty() ? "[]" : nlohmann::json(list).dump();
}

chat::tag_map tags_from(std::string_view json_text) { return parse<chat::tag_map>(json_text); }

std::vector<std::string> list_from(std::string_view json_text) {
    return parse<std::vector<std::string>>(json_text);
}

} // namespace ivschat::storage
