// Tags and lists as JSON in one column, so that a room is one row, which `sqlite3` shows readably.
#pragma once

#include "chat/types.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::storage {

// The text is not one that `to_json_text` writes.
struct json_text_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Texts must be UTF-8.
std::string to_json_text(const chat::tag_map& tags);
std::string to_json_text(const std::vector<std::string>& list);

chat::tag_map tags_from(std::string_view json_text);
std::vector<std::string> list_from(std::string_view json_text);

} // namespace ivschat::storage
