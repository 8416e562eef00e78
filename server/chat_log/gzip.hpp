// Compression of objects in S3.
#pragma once

#include <string>
#include <string_view>

namespace ivschat::chat_log {

// Deterministic, so that an object that is sent twice stays the same. Throws std::bad_alloc.
std::string gzip(std::string_view text);

} // namespace ivschat::chat_log
