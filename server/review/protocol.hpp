// What a message review handler is sent and what it answers (IVS Chat user guide, "Chat message
// review handler").
#pragma once

#include "chat/effects.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace ivschat::review {

std::string encode(const chat::review_wanted& wanted);

// The verdict, or a sentence that says what of the reply is wrong. `maximum_message_length` in code
// points; it binds the content of an ALLOW only.
boost::system::result<chat::review_verdict, std::string>
decode_reply(std::string_view body, std::uint32_t maximum_message_length);

} // namespace ivschat::review
