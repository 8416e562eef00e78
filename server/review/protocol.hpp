// The payload that a message review handler gets, and its reply (IVS Chat user guide, "Chat message
// review handler").
#pragma once

#include "chat/effects.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace ivschat::review {

std::string encode(const chat::review_wanted& wanted);

// The verdict, or a sentence that says what is wrong with the reply. `maximum_message_length`
// counts code points and applies to the content of an ALLOW only.
boost::system::result<chat::review_verdict, std::string>
decode_reply(std::string_view body, std::uint32_t maximum_message_length);

} // namespace ivschat::review
