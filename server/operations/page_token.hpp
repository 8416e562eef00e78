// The opaque `nextToken`: where a list goes on, and of which list it is.
#pragma once

#include "chat/resource_store.hpp"
#include "model/api_error.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::operations {

// `list` names what is being listed, filters included; a token goes on only where it came from.
std::string encode_page_token(const chat::list_position& position, std::string_view list);

// The name of a list: the operation, and what else decides what is in it.
std::string list_fingerprint(std::string_view operation,
                             std::initializer_list<std::optional<std::string>> parts);

// Nothing for a token that is damaged or belongs to another list.
std::optional<chat::list_position> decode_page_token(std::string_view token, std::string_view list);

// Where a request's nextToken goes on; nothing for the first page, which an empty token means, too.
// A ValidationException for a token that does not belong to the list.
model::result<std::optional<chat::list_position>>
decode_next_token(const std::optional<std::string>& token, std::string_view list);

// What maxResults asks for, or AWS's default.
std::size_t page_size(const std::optional<std::int32_t>& max_results);

} // namespace ivschat::operations
