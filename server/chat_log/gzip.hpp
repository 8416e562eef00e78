// Objects in S3 are compressed.
#pragma once

#include <string>
#include <string_view>

namespace ivschat::chat_log {

// The same bytes for the same text at any time: an object that is sent twice stays the same.
// Throws std::bad_alloc.
std::string gzip(std::string_view text);

} // namespace ivschat::chat_log
