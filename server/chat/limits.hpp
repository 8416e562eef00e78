// AWS's fixed limits of what chat connections send, and of tags (IVS Chat service quotas). Rates
// and numbers of resources are in chat/quotas.hpp, limits of the API's members in model/shapes.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ivschat::chat::limits {

inline constexpr std::size_t message_attribute_bytes = 1024; // undocumented; taken from tokens
inline constexpr std::size_t tags_of_a_resource = 50;
inline constexpr std::size_t message_id_characters = 12;
inline constexpr std::size_t user_id_code_points = 128;
inline constexpr std::size_t reason_code_points = 256;

} // namespace ivschat::chat::limits
