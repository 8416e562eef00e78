// The opaque `nextToken`: the position in a list where the next page starts.
#pragma once

#include "chat/resource_store.hpp"
#include "model/api_error.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::operations {

// `list` is a `list_fingerprint`: a token is valid for the list that returned it only.
std::string encode_page_token(const chat::list_position& position, std::string_view list);

// Identifies a list: the operation and everything else that decides about its items.
// A reset changes it, as counted by `resets`.
std::string list_fingerprint(std::string_view operation, std::uint64_t resets,
                             std::initializer_list<std::optional<std::string>> parts);

// Not set if the token is damaged or belongs to another list.
std::optional<chat::list_position> decode_page_token(std::string_view token, std::string_view list);

// The position of a request's nextToken. Not set for the first page: there is no token, or an empty
// one. A ValidationException if the token does not belong to the list.
model::result<std::optional<chat::list_position>>
decode_next_token(const std::optional<std::string>& token, std::string_view list);

// The value of maxResults, or AWS's default.
std::size_t page_size(const std::optional<std::int32_t>& max_results);

} // namespace ivschat::operations
