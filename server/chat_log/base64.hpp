// RFC 4648, section 4, with padding: how Firehose's protocol carries bytes in JSON.
#pragma once

#include <string>
#include <string_view>

namespace ivschat::chat_log {

void append_base64(std::string& out, std::string_view bytes);

} // namespace ivschat::chat_log
