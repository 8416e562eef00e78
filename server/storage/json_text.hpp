// Tags and lists as texts in one column: a room is one row and one statement, and `sqlite3` shows
// what is in it.
#pragma once

#include "chat/types.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::storage {

// A text that none of the functions below has made.
struct json_text_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Texts must be UTF-8.
std::string to_json_text(const chat::tag_map& tags);
std::string to_json_text(const std::vector<std::string>& list);

chat::tag_map tags_from(std::string_view json_text);
std::vector<std::string> list_from(std::string_view json_text);

} // namespace ivschat::storage
